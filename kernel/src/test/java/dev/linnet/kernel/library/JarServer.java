package dev.linnet.kernel.library;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import javax.tools.ToolProvider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A Maven repository over HTTP with one jar, {@code example:heavy:1.0}, that holds the class {@code heavy.Native}. */
final class JarServer implements AutoCloseable {
    static final String COORDINATE = "example:heavy:1.0";
    static final LazyLibrary HEAVY = new LazyLibrary("heavy", "Heavy", "1 MB", List.of("heavy.*"), List.of(COORDINATE));

    final AtomicInteger downloads = new AtomicInteger();
    private final byte[] jar;
    private final HttpServer server;

    JarServer(Path scratch) throws IOException {
        this(scratch, 0);
    }

    JarServer(Path scratch, int port) throws IOException {
        jar = jar(scratch);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = null;
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/example/heavy/1.0/heavy-1.0.jar")) {
            downloads.incrementAndGet();
            body = jar;
        } else if (path.equals("/example/heavy/1.0/heavy-1.0.jar.sha1")) {
            body = sha1(jar).getBytes(StandardCharsets.US_ASCII);
        }
        exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
        if (body != null) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static byte[] jar(Path scratch) throws IOException {
        Path source = scratch.resolve("Native.java");
        java.nio.file.Files.writeString(source,
                "package heavy; public class Native { public static int answer() { return 42; } }");
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", scratch.toString(), source.toString());
        var bytes = new ByteArrayOutputStream();
        try (var out = new JarOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("heavy/Native.class"));
            out.write(java.nio.file.Files.readAllBytes(scratch.resolve("heavy/Native.class")));
        }
        return bytes.toByteArray();
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
