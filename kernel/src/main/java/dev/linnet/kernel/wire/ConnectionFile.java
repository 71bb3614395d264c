package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a kernel listens and how its messages are signed; Jupyter writes it, the kernel reads it. A port of 0 lets the
 * kernel choose one.
 *
 * @param transport {@code tcp}, or {@code ipc} for Unix sockets
 * @param ip  the interface to bind, {@code 127.0.0.1} unless Jupyter says otherwise; with {@code ipc}, the path of the
 *            sockets up to {@code -PORT}
 * @param key the secret that signs messages, empty for none
 */
public record ConnectionFile(String transport, String ip, int shellPort, int iopubPort, int stdinPort, int controlPort,
        int hbPort, String signatureScheme, String key) {
    public ConnectionFile {
        if (!transport.equals("tcp") && !transport.equals("ipc")) {
            throw new IllegalArgumentException(
                    "The connection file asks for the transport \"" + transport + "\"; Linnet speaks tcp and ipc.");
        }
        if (transport.equals("ipc") && key.isEmpty()) {
            throw new IllegalArgumentException(
                    "The connection file asks for ipc without a key; Linnet needs one there, "
                            + "because it also listens on loopback ports.");
        }
        checkPort("shell_port", shellPort);
        checkPort("iopub_port", iopubPort);
        checkPort("stdin_port", stdinPort);
        checkPort("control_port", controlPort);
        checkPort("hb_port", hbPort);
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "The connection file's " + name + " is " + port + "; a port lies in 0..65535.");
        }
    }

    /** A connection on loopback whose ports the kernel chooses. */
    public static ConnectionFile loopback(String key) {
        return new ConnectionFile("tcp", "127.0.0.1", 0, 0, 0, 0, 0, "hmac-sha256", key);
    }

    /**
     * Reads a connection file.
     *
     * @throws IOException              where the file cannot be read
     * @throws IllegalArgumentException where its content is unusable; the message says which field and why
     */
    public static ConnectionFile read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no connection file " + file + "; Jupyter writes it when it starts a kernel.",
                    e);
        }
        Map<String, Object> json;
        try {
            json = Json.parseObject(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException("The connection file " + file + " is unusable: " + e.getMessage() + ".",
                    e);
        }
        try {
            var fields = new Fields("connection file", json);
            return new ConnectionFile(fields.string("transport", "tcp"), fields.string("ip", "127.0.0.1"),
                    fields.integer("shell_port"), fields.integer("iopub_port"), fields.integer("stdin_port"),
                    fields.integer("control_port"), fields.integer("hb_port"),
                    fields.string("signature_scheme", "hmac-sha256"), fields.string("key", ""));
        } catch (BadRequestException e) {
            throw new IllegalArgumentException(e.getMessage() + " (in " + file + ")", e);
        }
    }

    /** This connection as the file's JSON. */
    String json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("transport", transport);
        json.put("ip", ip);
        json.put("shell_port", shellPort);
        json.put("iopub_port", iopubPort);
        json.put("stdin_port", stdinPort);
        json.put("control_port", controlPort);
        json.put("hb_port", hbPort);
        json.put("signature_scheme", signatureScheme);
        json.put("key", key);
        return Json.text(json);
    }

    /** Whether it leaves a port to the kernel. */
    boolean leavesPorts() {
        return shellPort == 0 || iopubPort == 0 || stdinPort == 0 || controlPort == 0 || hbPort == 0;
    }

    boolean isIpc() {
        return transport.equals("ipc");
    }

    /** The Unix socket that stands for a port where the transport is {@code ipc}. */
    Path unixSocket(int port) {
        return Path.of(ip + "-" + port);
    }

    /** The TCP address to bind for a port; with {@code ipc}, one on loopback behind the Unix socket. */
    String address(int port) {
        if (isIpc()) {
            return "tcp://127.0.0.1:*";
        }
        String host = ip.indexOf(':') >= 0 && !ip.startsWith("[") ? "[" + ip + "]" : ip;
        return "tcp://" + host + ":" + (port == 0 ? "*" : Integer.toString(port));
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "ConnectionFile[" + transport + " " + ip + ", shell " + shellPort + ", iopub " + iopubPort + ", stdin "
                + stdinPort + ", control " + controlPort + ", heartbeat " + hbPort + ", " + signatureScheme + "]";
    }
}
