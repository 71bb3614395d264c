package dev.linnet.kernel.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open comms, and the targets that a front end may open one to. Safe for use by several threads. */
public final class Comms {
    /** Takes comms that the front end opens. */
    @FunctionalInterface
    public interface Target {
        /** Sets up {@code comm}; where this throws, the comm is closed again. */
        void opened(Comm comm, Comm.Received message) throws Exception;
    }

    private final Iopub iopub;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final Map<String, Comm> open = new ConcurrentHashMap<>();
    private volatile byte[] parentHeader;

    Comms(Iopub iopub) {
        this.iopub = iopub;
    }

    /** Offers a target to the front end. */
    public void register(String targetName, Target target) {
        targets.put(targetName, target);
    }

    public void unregister(String targetName) {
        targets.remove(targetName);
    }

    /** Opens a comm to a target of the front end. */
    public Comm open(String targetName, Map<String, ?> data, Map<String, ?> metadata, List<byte[]> buffers) {
        var comm = new Comm(this, Codec.randomId(), targetName);
        open.put(comm.id(), comm);
        publish("comm_open", Iopub.content("comm_id", comm.id(), "target_name", targetName, "data", data), metadata,
                buffers);
        return comm;
    }

    /** The request whose consequences the following messages are; comms stay with the latest one. */
    void parent(Request request) {
        parentHeader = request.message().headerFrame();
    }

    void publish(String type, Map<String, ?> content, Map<String, ?> metadata, List<byte[]> buffers) {
        iopub.publish(parentHeader, type, content, metadata, buffers);
    }

    boolean forget(Comm comm) {
        return open.remove(comm.id(), comm);
    }

    void opened(Request request) throws Exception {
        parent(request);
        String id = request.content().string("comm_id");
        String targetName = request.content().string("target_name");
        Target target = targets.get(targetName);
        if (target == null) {
            Log.mistake("refused a comm to \"" + Dispatcher.name(targetName) + "\", which nothing here has registered");
            publish("comm_close", Iopub.content("comm_id", id, "data", Map.of()), Map.of(), List.of());
            return;
        }
        var comm = new Comm(this, id, targetName);
        open.put(id, comm);
        try {
            target.opened(comm, received(request));
        } catch (Throwable t) {
            comm.close(Map.of());
            throw t;
        }
    }

    void message(Request request) {
        parent(request);
        Comm comm = open.get(request.content().string("comm_id"));
        if (comm == null) {
            Log.mistake("dropped a comm_msg to a comm that is not open");
        } else {
            comm.received(received(request));
        }
    }

    void closed(Request request) {
        parent(request);
        Comm comm = open.remove(request.content().string("comm_id"));
        if (comm != null) {
            comm.closed(received(request));
        }
    }

    void info(Request request) {
        String wanted = request.content().string("target_name", "");
        var comms = new LinkedHashMap<String, Object>();
        for (Comm comm : open.values()) {
            if (wanted.isEmpty() || wanted.equals(comm.targetName())) {
                comms.put(comm.id(), Map.of("target_name", comm.targetName()));
            }
        }
        request.replyOk("comms", comms);
    }

    private static Comm.Received received(Request request) {
        return new Comm.Received(request.content().object("data"), request.message().metadata(),
                request.message().buffers());
    }
}
