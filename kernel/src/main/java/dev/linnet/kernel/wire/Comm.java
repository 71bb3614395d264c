package dev.linnet.kernel.wire;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One open conversation with a front end's widget. */
public final class Comm {
    /** What arrived on a comm. */
    public record Received(Map<String, Object> data, Map<String, Object> metadata, List<byte[]> buffers) {}

    private final Comms comms;
    private final String id;
    private final String targetName;
    private volatile Consumer<Received> onMessage = _ -> {};
    private volatile Consumer<Received> onClose = _ -> {};

    Comm(Comms comms, String id, String targetName) {
        this.comms = comms;
        this.id = id;
        this.targetName = targetName;
    }

    public String id() {
        return id;
    }

    public String targetName() {
        return targetName;
    }

    /** What to do with each message of the front end; called on the comms' thread, also while a cell runs. */
    public void onMessage(Consumer<Received> action) {
        onMessage = action;
    }

    /** What to do when the front end closes this comm. */
    public void onClose(Consumer<Received> action) {
        onClose = action;
    }

    public void send(Map<String, ?> data) {
        send(data, Map.of(), List.of());
    }

    public void send(Map<String, ?> data, Map<String, ?> metadata, List<byte[]> buffers) {
        comms.publish("comm_msg", Iopub.content("comm_id", id, "data", data), metadata, buffers);
    }

    /** Closes both ends. */
    public void close(Map<String, ?> data) {
        if (comms.forget(this)) {
            comms.publish("comm_close", Iopub.content("comm_id", id, "data", data), Map.of(), List.of());
        }
    }

    void received(Received message) {
        onMessage.accept(message);
    }

    void closed(Received message) {
        onClose.accept(message);
    }
}
