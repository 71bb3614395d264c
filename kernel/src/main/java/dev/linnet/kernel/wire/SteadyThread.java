package dev.linnet.kernel.wire;

/**
 * A daemon thread that no interrupt reaches. A cell can interrupt every thread it finds, and a network channel closes for
 * good when the thread that uses it is interrupted.
 */
final class SteadyThread extends Thread {
    SteadyThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    @Override
    public void interrupt() {}
}
