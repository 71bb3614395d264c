package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Between frames and messages: {@code identities... <IDS|MSG> signature header parent_header metadata content
 * buffers...}. Safe for use by several threads.
 */
final class Codec {
    static final String PROTOCOL_VERSION = "5.5";
    /** Above this the JSON of one message is refused; a cell or a widget's state is far below. */
    static final int MAX_JSON_BYTES = 64 << 20;

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final Signer signer;
    private final ReceivedSignatures received = new ReceivedSignatures();
    private final String session;
    private final String headerPrefix;
    private final AtomicLong count = new AtomicLong();

    Codec(Signer signer) {
        this.signer = signer;
        this.session = randomId();
        this.headerPrefix = "{\"session\":\"" + session + "\",\"username\":\"kernel\",\"version\":\"" + PROTOCOL_VERSION
                + "\",\"date\":\"";
    }

    /** This kernel's session id, the same in every message it sends. */
    String session() {
        return session;
    }

    /** 32 random hexadecimal digits; unique, not secret. */
    static String randomId() {
        var random = new SplittableRandom(
                System.nanoTime() ^ ProcessHandle.current().pid() * 0x9E3779B97F4A7C15L ^ new Object().hashCode());
        return hex(random.nextLong() ^ System.currentTimeMillis()) + hex(random.nextLong());
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /**
     * Parses and verifies.
     *
     * @throws BadMessageException where nothing can be answered: no delimiter, too few frames, a wrong signature, one
     *                             that has been received before, an unusable header
     */
    Message decode(List<byte[]> frames) throws BadMessageException {
        int delimiter = 0;
        while (delimiter < frames.size() && !isDelimiter(frames.get(delimiter))) {
            delimiter++;
        }
        if (delimiter == frames.size()) {
            throw new BadMessageException("no <IDS|MSG> among its " + frames.size() + " frames");
        }
        int parts = frames.size() - delimiter - 1;
        if (parts < 5) {
            throw new BadMessageException(parts + " frames after <IDS|MSG>, at least 5 are needed");
        }
        int from = delimiter + 2;
        List<byte[]> json = frames.subList(from, from + 4);
        byte[] signature = frames.get(delimiter + 1);
        if (!signer.verifies(signature, json)) {
            throw new BadMessageException("its signature is wrong");
        }
        if (signer.signs() && !received.isNew(signature)) {
            throw new BadMessageException("it was received before, so it is a replay");
        }
        Message.Header header = header(json.get(0));
        List<byte[]> identities = List.copyOf(frames.subList(0, delimiter));
        List<byte[]> buffers = List.copyOf(frames.subList(from + 4, frames.size()));
        long size = 0;
        for (byte[] part : json) {
            size += part.length;
        }
        String problem = null;
        if (size > MAX_JSON_BYTES) {
            problem = "The " + header.type() + " is " + (size >> 20) + " MB long; at most " + (MAX_JSON_BYTES >> 20)
                    + " MB are taken. Put the data into a file and read it from there.";
        }
        String part = "parent header";
        try {
            if (problem == null) {
                Object parent = Json.parseObject(json.get(1)).get("msg_id");
                part = "metadata";
                var metadata = Json.parseObject(json.get(2));
                part = "content";
                var content = Json.parseObject(json.get(3));
                return new Message(identities, header, json.get(0), parent instanceof String id ? id : null, metadata,
                        content, buffers, null);
            }
        } catch (IOException e) {
            problem = "The " + part + " of the " + header.type() + " is unusable: " + e.getMessage() + ".";
        }
        return new Message(identities, header, json.get(0), null, Map.of(), Map.of(), buffers, problem);
    }

    private static Message.Header header(byte[] json) throws BadMessageException {
        if (json.length > 1 << 16) {
            throw new BadMessageException("a header of " + json.length + " bytes");
        }
        Map<String, Object> header;
        try {
            header = Json.parseObject(json);
        } catch (IOException e) {
            throw new BadMessageException("its header is unusable: " + e.getMessage());
        }
        for (String needed : new String[] {"msg_id", "msg_type"}) {
            if (!(header.get(needed) instanceof String text) || text.isEmpty()) {
                throw new BadMessageException("its header has no " + needed);
            }
        }
        return new Message.Header((String) header.get("msg_id"), (String) header.get("msg_type"),
                header.get("session") instanceof String session ? session : "",
                header.get("subshell_id") instanceof String subshell ? subshell : null);
    }

    /** The frames of a received message, to be received once more. */
    List<byte[]> frames(Message message) {
        List<byte[]> parts = List.of(message.headerFrame(), EMPTY_OBJECT, Json.bytes(message.metadata()),
                Json.bytes(message.content()));
        var frames = new ArrayList<byte[]>(message.identities());
        frames.add(DELIMITER);
        frames.add(signer.sign(parts));
        frames.addAll(parts);
        frames.addAll(message.buffers());
        return frames;
    }

    static boolean isDelimiter(byte[] frame) {
        return Arrays.equals(frame, DELIMITER);
    }

    /** A fresh message id. */
    String nextId() {
        return session + "_" + count.incrementAndGet();
    }

    /**
     * The frames of a message.
     *
     * @param prefix       routing identities, or the topic of a published message
     * @param id           its {@code msg_id}, from {@link #nextId()}
     * @param parentHeader the parent's header frame, or null for none
     */
    List<byte[]> encode(List<byte[]> prefix, String id, String type, byte[] parentHeader, Map<String, ?> metadata,
            Map<String, ?> content, List<byte[]> buffers) {
        String header = headerPrefix + now() + "\",\"msg_id\":\"" + id + "\",\"msg_type\":\"" + type + "\"}";
        List<byte[]> parts = List.of(header.getBytes(StandardCharsets.UTF_8),
                parentHeader == null ? EMPTY_OBJECT : parentHeader,
                metadata.isEmpty() ? EMPTY_OBJECT : Json.bytes(metadata),
                content.isEmpty() ? EMPTY_OBJECT : Json.bytes(content));
        var frames = new ArrayList<byte[]>(prefix.size() + 6 + buffers.size());
        frames.addAll(prefix);
        frames.add(DELIMITER);
        frames.add(signer.sign(parts));
        frames.addAll(parts);
        frames.addAll(buffers);
        return frames;
    }

    /** Now, in UTC with microseconds: {@code 2026-11-25T17:50:14.012345Z}; without the weight of a formatter. */
    static String now() {
        Instant now = Instant.now();
        var time = LocalDateTime.ofEpochSecond(now.getEpochSecond(), now.getNano(), ZoneOffset.UTC);
        var text = new StringBuilder(27);
        digits(text, time.getYear(), 4).append('-');
        digits(text, time.getMonthValue(), 2).append('-');
        digits(text, time.getDayOfMonth(), 2).append('T');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        digits(text, time.getSecond(), 2).append('.');
        return digits(text, time.getNano() / 1000, 6).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int width) {
        String digits = Integer.toString(value);
        return text.append("0".repeat(width - digits.length())).append(digits);
    }
}
