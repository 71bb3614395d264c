package dev.linnet.kernel.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.linnet.display.comm.CommHub;
import dev.linnet.display.comm.CommMessage;
import dev.linnet.display.comm.CommTarget;

/** The open comms, and the targets that a front end may open one to. Safe for use by several threads. */
final class Comms implements CommHub {
    private final Iopub iopub;
    private final Map<String, CommTarget> targets = new ConcurrentHashMap<>();
    private final Map<String, Comm> open = new ConcurrentHashMap<>();
    private volatile byte[] latestCell;

    Comms(Iopub iopub) {
        this.iopub = iopub;
    }

    @Override
    public void register(String targetName, CommTarget target) {
        targets.put(targetName, target);
    }

    @Override
    public void unregister(String targetName) {
        targets.remove(targetName);
    }

    @Override
    public Comm open(String targetName, CommMessage message) {
        var comm = new Comm(this, Codec.randomId(), targetName);
        open.put(comm.id(), comm);
        publish(null, "comm_open",
                Iopub.content("comm_id", comm.id(), "target_name", targetName, "data", message.data()),
                message.metadata(), message.buffers());
        return comm;
    }

    /** The cell whose consequences the following messages are, where a comm has no cause of its own. */
    void parent(Request cell) {
        latestCell = cell.message().headerFrame();
    }

    void publish(byte[] cause, String type, Map<String, ?> content, Map<String, ?> metadata, List<byte[]> buffers) {
        iopub.publish(cause == null ? latestCell : cause, type, content, metadata, buffers);
    }

    /** Closes all, as their objects are gone. */
    void closeAll() {
        open.values().forEach(Comm::close);
    }

    boolean isOpen(Comm comm) {
        return open.get(comm.id()) == comm;
    }

    boolean forget(Comm comm) {
        return open.remove(comm.id(), comm);
    }

    void opened(Request request) throws Exception {
        String id = request.content().string("comm_id");
        String targetName = request.content().string("target_name");
        CommTarget target = targets.get(targetName);
        if (target == null) {
            Log.mistake("refused a comm to \"" + Dispatcher.name(targetName) + "\", which nothing here has registered");
            request.publish("comm_close", Iopub.content("comm_id", id, "data", Map.of()));
            return;
        }
        var comm = new Comm(this, id, targetName);
        open.put(id, comm);
        comm.opened(request, target);
    }

    void message(Request request) throws Exception {
        Comm comm = open.get(request.content().string("comm_id"));
        if (comm == null) {
            Log.mistake("dropped a comm_msg to a comm that is not open");
        } else {
            comm.received(request);
        }
    }

    void closed(Request request) throws Exception {
        Comm comm = open.remove(request.content().string("comm_id"));
        if (comm != null) {
            comm.closed(request);
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
}
