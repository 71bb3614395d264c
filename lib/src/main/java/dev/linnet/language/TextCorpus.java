package dev.linnet.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** A text to learn from, as bytes: the first nine tenths for training, the rest for validation. */
public final class TextCorpus {
    private static final String SHIPPED = "shakespeare.txt";
    private static final String SHIPPED_SHA256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed";

    private final String name;
    private final byte[] text;
    private final String sha256;

    private TextCorpus(String name, byte[] text) {
        if (text.length < 20) {
            throw new IllegalArgumentException("The text %s has %d bytes; it must have at least 20.".formatted(name,
                    text.length));
        }
        this.name = name;
        this.text = text;
        sha256 = checksum(text);
    }

    /**
     * 1.1 MB of plays by William Shakespeare (1564-1616), in the public domain; the excerpt known as "tiny Shakespeare".
     *
     * @throws IllegalStateException if the copy in the library is not what it should be
     */
    public static TextCorpus shakespeare() {
        try (InputStream in = TextCorpus.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException("The library has no " + SHIPPED + ": build it again.");
            }
            var corpus = new TextCorpus("tiny Shakespeare", in.readAllBytes());
            if (!corpus.sha256.equals(SHIPPED_SHA256)) {
                throw new IllegalStateException(SHIPPED + " in the library has the checksum " + corpus.sha256 + ", not "
                        + SHIPPED_SHA256 + ": it has been changed; build the library again.");
            }
            return corpus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of one's own. */
    public static TextCorpus of(String name, byte[] text) {
        return new TextCorpus(name, text.clone());
    }

    /** A file's bytes. */
    public static TextCorpus read(Path file) throws IOException {
        return new TextCorpus(file.getFileName().toString(), Files.readAllBytes(file));
    }

    /** Bytes as tokens, 0 to 255. */
    public static int[] tokens(byte[] bytes) {
        var tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = bytes[i] & 0xff;
        }
        return tokens;
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The SHA-256 of its bytes, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** The first nine tenths. */
    public byte[] training() {
        return Arrays.copyOf(text, border());
    }

    /** The last tenth. */
    public byte[] validation() {
        return Arrays.copyOfRange(text, border(), text.length);
    }

    private int border() {
        return (int) (text.length * 9L / 10);
    }

    /**
     * The entropy of a byte given the {@code context} bytes before it, in nats, over a text: the least loss that any model can have on
     * this very text which sees no more than these bytes and nothing of their place.
     *
     * @param context 0 for the entropy of single bytes, 1 for pairs; at most 7
     */
    public static double entropy(byte[] text, int context) {
        if (context < 0 || context > 7) {
            throw new IllegalArgumentException("context is " + context + "; it must be from 0 to 7.");
        }
        if (text.length <= context) {
            throw new IllegalArgumentException("The text has %d bytes; there must be more than the context of %d."
                    .formatted(text.length, context));
        }
        Map<Long, Integer> contexts = new HashMap<>();
        Map<Long, Integer> whole = new HashMap<>();
        for (int i = context; i < text.length; i++) {
            long before = 0;
            for (int j = i - context; j < i; j++) {
                before = before << 8 | (text[j] & 0xff);
            }
            contexts.merge(before, 1, Integer::sum);
            whole.merge(before << 8 | (text[i] & 0xff), 1, Integer::sum);
        }
        double nats = 0;
        for (var entry : whole.entrySet()) {
            double share = (double) entry.getValue() / contexts.get(entry.getKey() >>> 8);
            nats -= entry.getValue() * Math.log(share);
        }
        return nats / (text.length - context);
    }

    private static String checksum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    @Override
    public String toString() {
        return "%s, %,d bytes".formatted(name, text.length);
    }
}
