package dev.linnet.sweep.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Spark is to be found.
 *
 * @param url  as Spark has it
 * @param host of a standalone master; empty for a local one
 * @param port of a standalone master
 */
record Master(String url, String host, int port) {
    /** How long a master has to take a connection. */
    static final int CONNECT_SECONDS = 5;

    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)(,\\s*\\d+)?])?");
    private static final Pattern STANDALONE = Pattern.compile("spark://([^:,/]+):(\\d{1,5})");

    /** Parses {@code spark://HOST:PORT} or {@code local[N]}. */
    static Master of(String url) {
        if (LOCAL.matcher(url).matches()) {
            return new Master(url, "", 0);
        }
        Matcher matcher = STANDALONE.matcher(url);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
            throw new IllegalArgumentException("\"" + url
                    + "\" is no Spark master; write spark://HOST:PORT, or local[N] for threads of this process.");
        }
        return new Master(url, matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    boolean isLocal() {
        return host.isEmpty();
    }

    /**
     * The address of this machine by which the master is reached, and by which executors will reach this machine.
     *
     * @throws IllegalStateException if nobody takes a connection within {@value #CONNECT_SECONDS} seconds
     */
    InetAddress reach() {
        try (var socket = new Socket()) {
            var address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            socket.connect(address, CONNECT_SECONDS * 1000);
            return socket.getLocalAddress();
        } catch (UnknownHostException _) {
            throw new IllegalStateException("The Spark master " + url + " does not answer: there is no host " + host
                    + ".");
        } catch (IOException e) {
            throw new IllegalStateException("The Spark master " + url + " does not answer within " + CONNECT_SECONDS
                    + " seconds (" + e.getMessage() + "): is it running, and is the address right?", e);
        }
    }
}
