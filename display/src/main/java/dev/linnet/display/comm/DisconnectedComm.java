package dev.linnet.display.comm;

/** A comm with nobody at the other end. */
record DisconnectedComm(String id, String targetName) implements Comm {
    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public void onMessage(CommAction action) {
        // none will come
    }

    @Override
    public void onClose(CommAction action) {
        // it never was open
    }

    @Override
    public void send(CommMessage message) {
        // nobody listens
    }

    @Override
    public void close() {
        // it never was open
    }
}
