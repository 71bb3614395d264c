package dev.linnet.kernel.wire;

import java.util.List;
import java.util.Map;

import dev.linnet.display.comm.CommAction;
import dev.linnet.display.comm.CommMessage;
import dev.linnet.display.comm.CommTarget;

/** One open conversation with a front end's widget; its actions are called on the comms' thread. */
final class Comm implements dev.linnet.display.comm.Comm {
    private final Comms comms;
    private final String id;
    private final String targetName;
    private volatile CommAction onMessage = _ -> {};
    private volatile CommAction onClose = _ -> {};
    /** The header of the message that is being handled, the cause of what is sent meanwhile. */
    private volatile byte[] cause;

    Comm(Comms comms, String id, String targetName) {
        this.comms = comms;
        this.id = id;
        this.targetName = targetName;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String targetName() {
        return targetName;
    }

    @Override
    public boolean isOpen() {
        return comms.isOpen(this);
    }

    @Override
    public void onMessage(CommAction action) {
        onMessage = action;
    }

    @Override
    public void onClose(CommAction action) {
        onClose = action;
    }

    @Override
    public void send(CommMessage message) {
        if (isOpen()) {
            comms.publish(cause, "comm_msg", Iopub.content("comm_id", id, "data", message.data()), message.metadata(),
                    message.buffers());
        }
    }

    @Override
    public void close() {
        if (comms.forget(this)) {
            comms.publish(cause, "comm_close", Iopub.content("comm_id", id, "data", Map.of()), Map.of(), List.of());
        }
    }

    void received(Request request) throws Exception {
        handle(request, onMessage);
    }

    void closed(Request request) throws Exception {
        handle(request, onClose);
    }

    void opened(Request request, CommTarget target) throws Exception {
        handle(request, message -> {
            try {
                target.opened(this, message);
            } catch (Throwable t) {
                close();
                throw t;
            }
        });
    }

    private void handle(Request request, CommAction action) throws Exception {
        cause = request.message().headerFrame();
        try {
            action.accept(new CommMessage(request.content().object("data"), request.message().metadata(),
                    request.message().buffers()));
        } finally {
            cause = null;
        }
    }
}
