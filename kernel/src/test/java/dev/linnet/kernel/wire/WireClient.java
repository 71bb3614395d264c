package dev.linnet.kernel.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A front end over real sockets. It shares no code with the kernel's side of the protocol: its own signatures
 * ({@code javax.crypto}), its own JSON (Gson's trees). One test uses it from one thread.
 */
final class WireClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final Gson GSON = new Gson();

    /** What came back. */
    record Received(String channel, String topic, JsonObject header, JsonObject parent, JsonObject metadata,
            JsonObject content, List<byte[]> buffers) {
        String type() {
            return header.get("msg_type").getAsString();
        }

        boolean answers(String id) {
            return parent.has("msg_id") && parent.get("msg_id").getAsString().equals(id);
        }

        String text(String field) {
            return content.get(field).getAsString();
        }

        String status() {
            return text("status");
        }
    }

    private final ConnectionFile connection;
    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Poller poller;
    private final List<String> names = new ArrayList<>();
    private final List<ZMQ.Socket> sockets = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final Map<String, List<Received>> byParent = new HashMap<>();
    final String session = UUID.randomUUID().toString();

    /** Connects all channels and waits until the kernel has greeted the subscription. */
    WireClient(ConnectionFile connection) {
        this.connection = connection;
        poller = context.poller(5);
        connect("shell", SocketType.DEALER, connection.shellPort());
        connect("control", SocketType.DEALER, connection.controlPort());
        connect("stdin", SocketType.DEALER, connection.stdinPort());
        connect("iopub", SocketType.SUB, connection.iopubPort());
        connect("hb", SocketType.DEALER, connection.hbPort());
        until("iopub_welcome", () -> received.stream().anyMatch(m -> m.type().equals("iopub_welcome")));
    }

    private void connect(String name, SocketType type, int port) {
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(0);
        socket.setHWM(0);
        socket.setReconnectIVL(5);
        socket.setHandshakeIvl(1000); // a kernel handed over in this process does not reset what it had accepted last
        if (type == SocketType.DEALER && !name.equals("hb")) {
            socket.setIdentity(session.getBytes(StandardCharsets.UTF_8));
        }
        socket.connect("tcp://" + connection.ip() + ":" + port);
        if (type == SocketType.SUB) {
            socket.subscribe(new byte[0]);
        }
        poller.register(socket, ZMQ.Poller.POLLIN);
        names.add(name);
        sockets.add(socket);
    }

    ZMQ.Socket socket(String name) {
        return sockets.get(names.indexOf(name));
    }

    /** Sends a request on the shell channel. */
    String send(String type, Map<String, ?> content) {
        return send("shell", type, content, Map.of(), List.of());
    }

    String control(String type, Map<String, ?> content) {
        return send("control", type, content, Map.of(), List.of());
    }

    String send(String channel, String type, Map<String, ?> content, Map<String, ?> moreHeader,
            List<byte[]> buffers) {
        String id = UUID.randomUUID().toString();
        JsonObject header = header(id, type);
        GSON.toJsonTree(moreHeader).getAsJsonObject().entrySet().forEach(e -> header.add(e.getKey(), e.getValue()));
        var frames = new ArrayList<byte[]>(
                signed(header.toString(), "{}", "{}", GSON.toJson(content)));
        frames.addAll(buffers);
        raw(channel, frames);
        return id;
    }

    JsonObject header(String id, String type) {
        var header = new JsonObject();
        header.addProperty("msg_id", id);
        header.addProperty("msg_type", type);
        header.addProperty("session", session);
        header.addProperty("username", "test");
        header.addProperty("version", "5.5");
        header.addProperty("date", Instant.now().toString());
        return header;
    }

    /** Delimiter, signature and the four parts. */
    List<byte[]> signed(String... parts) {
        var frames = new ArrayList<byte[]>();
        frames.add("<IDS|MSG>".getBytes(StandardCharsets.UTF_8));
        frames.add(null);
        for (String part : parts) {
            frames.add(part.getBytes(StandardCharsets.UTF_8));
        }
        frames.set(1, sign(frames.subList(2, frames.size())));
        return frames;
    }

    byte[] sign(List<byte[]> parts) {
        if (connection.key().isEmpty()) {
            return new byte[0];
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(connection.key().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            parts.forEach(mac::update);
            return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.UTF_8);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends frames as they are. */
    void raw(String channel, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            socket(channel).send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    /** Sends a request and waits for its reply and its idle. */
    Received request(String type, Map<String, ?> content) {
        return reply(send(type, content));
    }

    Received execute(String code) {
        return request("execute_request", cell(code));
    }

    String startExecute(String code) {
        return send("execute_request", cell(code));
    }

    /** The content of an execute_request as front ends send it. */
    static Map<String, Object> cell(String code) {
        var content = new java.util.LinkedHashMap<String, Object>();
        content.put("code", code);
        content.put("silent", false);
        content.put("store_history", true);
        content.put("user_expressions", Map.of());
        content.put("allow_stdin", false);
        content.put("stop_on_error", true);
        return content;
    }

    /** Waits for the reply to a request, and for the idle status that ends it. */
    Received reply(String id) {
        until("reply and idle", () -> find(id) != null && idle(id));
        return find(id);
    }

    boolean idle(String id) {
        return iopub(id).stream()
                .anyMatch(m -> m.type().equals("status")
                        && m.text("execution_state").equals("idle"));
    }

    Received find(String id) {
        for (Received message : answers(id).reversed()) {
            if (!message.channel().equals("iopub") && message.type().endsWith("_reply")) {
                return message;
            }
        }
        return null;
    }

    /** What was published for a request so far, in order. */
    List<Received> iopub(String id) {
        return answers(id).stream().filter(m -> m.channel().equals("iopub")).toList();
    }

    private List<Received> answers(String id) {
        return byParent.getOrDefault(id, List.of());
    }

    List<String> types(String id) {
        return iopub(id).stream().map(Received::type).toList();
    }

    /** The text of a stream of a request so far. */
    String stream(String id, String name) {
        var text = new StringBuilder();
        for (Received message : iopub(id)) {
            if (message.type().equals("stream") && message.text("name").equals(name)) {
                text.append(message.text("text"));
            }
        }
        return text.toString();
    }

    List<Received> all() {
        return received;
    }

    /** Waits until a message of this type arrives on this channel. */
    Received await(String channel, String type) {
        Received[] found = new Received[1];
        until(type, () -> {
            for (Received message : received) {
                if (message.channel().equals(channel) && message.type().equals(type)) {
                    found[0] = message;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    void forgetReceived() {
        received.clear();
        byParent.clear();
    }

    /** Reads until the condition holds; fails loudly when it never does. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "No " + what + " came within " + PATIENCE_SECONDS + " s; received: " + received);
            }
            poller.poll(1000);
            for (int i = 0; i < sockets.size(); i++) {
                while (poller.pollin(i)) {
                    var frames = new ArrayList<byte[]>();
                    byte[] frame = sockets.get(i).recv(ZMQ.DONTWAIT);
                    if (frame == null) {
                        break;
                    }
                    frames.add(frame);
                    while (sockets.get(i).hasReceiveMore()) {
                        frames.add(sockets.get(i).recv());
                    }
                    Received message = decode(names.get(i), frames);
                    received.add(message);
                    if (message.parent().has("msg_id")) {
                        byParent.computeIfAbsent(message.parent().get("msg_id").getAsString(), _ -> new ArrayList<>())
                                .add(message);
                    }
                }
            }
        }
    }

    private Received decode(String channel, List<byte[]> frames) {
        if (channel.equals("hb")) {
            var echo = new JsonObject();
            echo.addProperty("msg_type", "heartbeat");
            var content = new JsonObject();
            content.addProperty("echo", new String(frames.getLast(), StandardCharsets.UTF_8));
            return new Received(channel, "", echo, new JsonObject(), new JsonObject(), content, List.of());
        }
        int delimiter = 0;
        while (!new String(frames.get(delimiter), StandardCharsets.UTF_8).equals("<IDS|MSG>")) {
            delimiter++;
        }
        List<byte[]> parts = frames.subList(delimiter + 2, delimiter + 6);
        if (!java.util.Arrays.equals(sign(parts), frames.get(delimiter + 1))) {
            throw new AssertionError("The kernel signed a message wrongly");
        }
        String topic = delimiter == 0 ? "" : new String(frames.get(delimiter - 1), StandardCharsets.UTF_8);
        return new Received(channel, topic, json(parts.get(0)), json(parts.get(1)), json(parts.get(2)),
                json(parts.get(3)), List.copyOf(frames.subList(delimiter + 6, frames.size())));
    }

    private static JsonObject json(byte[] part) {
        return JsonParser.parseString(new String(part, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    @Override
    public void close() {
        sockets.forEach(ZMQ.Socket::close);
        context.close();
    }
}
