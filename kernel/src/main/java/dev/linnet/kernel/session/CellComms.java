package dev.linnet.kernel.session;

import dev.linnet.display.comm.Comm;
import dev.linnet.display.comm.CommAction;
import dev.linnet.display.comm.CommHub;
import dev.linnet.display.comm.CommMessage;
import dev.linnet.display.comm.CommTarget;

/** The front end's comms as one cell sees them: what arrives is handled by {@code callbacks}, for {@code output}'s cell. */
record CellComms(CommHub frontEnd, Callbacks callbacks, CellOutput output) implements CommHub {
    @Override
    public Comm open(String targetName, CommMessage message) {
        return new CellComm(frontEnd.open(targetName, message));
    }

    @Override
    public void register(String targetName, CommTarget target) {
        frontEnd.register(targetName, (comm, message) -> {
            if (!callbacks.call(output, () -> target.opened(new CellComm(comm), message))) {
                comm.close();
            }
        });
    }

    @Override
    public void unregister(String targetName) {
        frontEnd.unregister(targetName);
    }

    private final class CellComm implements Comm {
        private final Comm comm;

        CellComm(Comm comm) {
            this.comm = comm;
        }

        @Override
        public String id() {
            return comm.id();
        }

        @Override
        public String targetName() {
            return comm.targetName();
        }

        @Override
        public boolean isOpen() {
            return comm.isOpen();
        }

        @Override
        public void onMessage(CommAction action) {
            comm.onMessage(message -> callbacks.call(output, () -> action.accept(message)));
        }

        @Override
        public void onClose(CommAction action) {
            comm.onClose(message -> callbacks.call(output, () -> action.accept(message)));
        }

        @Override
        public void send(CommMessage message) {
            comm.send(message);
        }

        @Override
        public void close() {
            comm.close();
        }
    }
}
