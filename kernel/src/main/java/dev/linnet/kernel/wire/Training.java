package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A kernel and a front end in one process that do what sessions usually begin with, so that a JVM started with
 * {@code -XX:AOTCacheOutput=FILE} records the classes and profiles that a kernel needs. A kernel started with
 * {@code -XX:AOTCache=FILE} and the same class path is ready much sooner.
 */
public final class Training implements AutoCloseable {
    private static final int ROUNDS = 5;
    private static final int PATIENCE_MILLIS = 60_000;

    private final ZMQ.Context context = ZMQ.context(1);
    private final Codec codec;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;

    private Training(ConnectionFile connection) {
        codec = new Codec(new Signer(connection.signatureScheme(), connection.key()));
        shell = connect(SocketType.DEALER, connection.address(connection.shellPort()));
        control = connect(SocketType.DEALER, connection.address(connection.controlPort()));
        iopub = connect(SocketType.SUB, connection.address(connection.iopubPort()));
        iopub.subscribe(new byte[0]);
    }

    private ZMQ.Socket connect(SocketType type, String address) {
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(0);
        socket.setReceiveTimeOut(PATIENCE_MILLIS);
        if (type == SocketType.DEALER) {
            socket.setIdentity(codec.session().getBytes(StandardCharsets.US_ASCII));
        }
        socket.connect(address);
        return socket;
    }

    /**
     * Trains the kernel that {@code opener} opens.
     *
     * @throws IOException where a request is not answered
     */
    static void run(Callable<CellService> opener) throws IOException {
        Path folder = Files.createTempDirectory("linnet-training");
        try {
            Path file = folder.resolve("connection.json");
            Files.writeString(file, ConnectionFile.loopback("training").json());
            try (var kernel = KernelProcess.start(file, null, opener, folder.resolve("history.jsonl"));
                    var client = new Training(kernel.connection())) {
                client.train();
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private void train() throws IOException {
        request(shell, "kernel_info_request", Map.of());
        for (int i = 0; i < ROUNDS; i++) {
            execute("int number" + i + " = " + i + ";\nnumber" + i + " * 2");
            execute("System.out.println(\"line " + i + "\");");
            execute("record Point" + i + "(int x, double y) {}\nvar points" + i + " = java.util.List.of(new Point" + i
                    + "(1, 2));\nfor (var p : points" + i + ") System.out.println(p);\npoints" + i
                    + ".stream().map(p -> p.x()).toList()");
            request(shell, "complete_request", Map.of("code", "System.out.pri", "cursor_pos", 14));
            request(shell, "inspect_request", Map.of("code", "Math.abs(-1)", "cursor_pos", 7, "detail_level", 0));
            request(shell, "is_complete_request", Map.of("code", "for (int i = 0; i < 3; i++) {"));
        }
        execute("int wrong = \"text\";");
        execute("java.util.List.of(1).get(2)");
        execute("Thread.currentThread().interrupt();");
        request(shell, "history_request", Map.of("hist_access_type", "tail", "n", 10));
        request(shell, "comm_info_request", Map.of());
        request(control, "interrupt_request", Map.of());
        request(control, "shutdown_request", Map.of("restart", false));
        while (iopub.recv(ZMQ.DONTWAIT) != null) {
            // what was published is read as a front end reads it
        }
    }

    private void execute(String code) throws IOException {
        var content = new LinkedHashMap<String, Object>();
        content.put("code", code);
        content.put("silent", false);
        content.put("store_history", true);
        content.put("user_expressions", Map.of());
        content.put("allow_stdin", true);
        content.put("stop_on_error", false);
        request(shell, "execute_request", content);
    }

    private void request(ZMQ.Socket socket, String type, Map<String, ?> content) throws IOException {
        List<byte[]> frames = codec.encode(List.of(), codec.nextId(), type, null, Map.of(), content, List.of());
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
        var reply = new ArrayList<byte[]>();
        do {
            byte[] frame = socket.recv();
            if (frame == null) {
                throw new IOException(
                        "The kernel did not answer a " + type + " within " + PATIENCE_MILLIS / 1000 + " s.");
            }
            reply.add(frame);
        } while (socket.hasReceiveMore());
        try {
            codec.decode(reply);
        } catch (BadMessageException e) {
            throw new IOException("The kernel answered a " + type + " badly: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        shell.close();
        control.close();
        iopub.close();
        context.close();
    }
}
