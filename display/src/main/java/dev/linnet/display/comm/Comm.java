package dev.linnet.display.comm;

import java.util.Map;

/**
 * One open conversation with a part of the front end. What arrives is handled one message at a time, also while a cell
 * runs; what a handler prints and displays goes to the cell that opened the comm or registered its target.
 */
public interface Comm extends AutoCloseable {
    /** Names this comm at both ends. */
    String id();

    /** What the comm was opened to. */
    String targetName();

    /** Whether anybody may hear what is sent: false where there is no front end, and once either end has closed it. */
    boolean isOpen();

    /** What to do with each message of the front end, from now on. */
    void onMessage(CommAction action);

    /** What to do when the front end closes this comm. */
    void onClose(CommAction action);

    /** Sends a message; without effect where the comm is not open. */
    void send(CommMessage message);

    default void send(Map<String, Object> data) {
        send(CommMessage.of(data));
    }

    /** Closes both ends. */
    @Override
    void close();
}
