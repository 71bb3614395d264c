package dev.linnet.kernel.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.zeromq.ZMQ;

import dev.linnet.kernel.engine.Reserve;

/**
 * A ZeroMQ socket and the one thread that touches it. The thread blocks until a message arrives or another thread
 * enqueues something to send. A {@link Selector} wakes it rather than a pipe, because a
 * pipe closes for good when the thread that writes to it is interrupted, and cells are interrupted all the time.
 */
final class Channel {
    /** Takes the frames of a message, on the channel's thread. */
    @FunctionalInterface
    interface Receiver {
        void received(Channel channel, List<byte[]> frames);
    }

    private static final int RECEIVE_AT_ONCE = 256;
    private static final int AGAIN_MILLIS = 20;

    private final String name;
    private final ZMQ.Socket socket;
    private final Receiver receiver;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Selector selector;
    private final Thread thread;
    private final List<Runnable> again = new ArrayList<>(); // of the channel's thread
    private volatile long patientUntil = System.nanoTime();
    private boolean closing; // read and written by the channel's thread only

    /**
     * @param socket   bound already; belongs to the channel from now on
     * @param receiver takes the frames of every message, on the channel's thread
     */
    Channel(String name, ZMQ.Socket socket, Receiver receiver) {
        this.name = name;
        this.socket = socket;
        this.receiver = receiver;
        try {
            selector = Selector.open();
            socket.getFD().register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new SteadyThread(this::loop, "linnet-" + name);
    }

    String name() {
        return name;
    }

    void start() {
        thread.start();
    }

    /** Sends a message, from any thread, after those enqueued before it. */
    void send(List<byte[]> frames) {
        enqueue(() -> sendOrRetry(frames));
    }

    private void sendOrRetry(List<byte[]> frames) {
        if (!sendNow(frames) && isPatient()) {
            again.add(() -> sendOrRetry(frames));
        }
    }

    /** For so long, those who are not connected are about to come back: what is for them is kept. */
    void awaitReceivers(long millis) {
        patientUntil = System.nanoTime() + millis * 1_000_000;
    }

    boolean isPatient() {
        return System.nanoTime() - patientUntil < 0;
    }

    /** Runs a task a little later; only on the channel's thread. */
    void again(Runnable task) {
        again.add(task);
    }

    /** Takes a message as if it had arrived now. */
    void receive(List<byte[]> frames) {
        enqueue(() -> receiver.received(this, frames));
    }

    /** As {@link #close}, once everything that has arrived was handed to the receiver. */
    void receiveAndClose(int lingerMillis) {
        enqueue(() -> {
            receive(Integer.MAX_VALUE);
            socket.setLinger(lingerMillis);
            closing = true;
        });
    }

    /** Runs a task on the channel's thread once every message that has arrived by then was handed to the receiver. */
    void afterReceiving(Runnable task) {
        enqueue(() -> {
            receive(Integer.MAX_VALUE);
            task.run();
        });
    }

    /** Sends what was enqueued, leaves up to {@code lingerMillis} for its delivery, and closes the socket. */
    void close(int lingerMillis) {
        enqueue(() -> {
            socket.setLinger(lingerMillis);
            closing = true;
        });
    }

    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    private void enqueue(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Sends a message at once; only on the channel's thread. False where its receiver is not connected. */
    boolean sendNow(List<byte[]> frames) {
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            try {
                if (!send(frames.get(i), i < last ? ZMQ.SNDMORE | ZMQ.DONTWAIT : ZMQ.DONTWAIT)) {
                    return false;
                }
            } catch (org.zeromq.ZMQException e) {
                if (e.getErrorCode() == ZMQ.Error.EHOSTUNREACH.getCode()) {
                    return false;
                }
                throw e;
            }
        }
        return true;
    }

    /** A frame that a full heap kept back is sent again: to leave it out would spoil the message. */
    private boolean send(byte[] frame, int flags) {
        for (int failures = 0;; failures++) {
            try {
                return socket.send(frame, flags);
            } catch (OutOfMemoryError full) {
                Reserve.awaitMemory(full, failures);
            }
        }
    }

    private byte[] receiveFrame(int flags) {
        for (int failures = 0;; failures++) {
            try {
                return socket.recv(flags);
            } catch (OutOfMemoryError full) {
                Reserve.awaitMemory(full, failures);
            }
        }
    }

    private static List<byte[]> newMessage() {
        return new ArrayList<>(16);
    }

    private void hand(List<byte[]> frames) {
        for (int failures = 0;; failures++) {
            try {
                receiver.received(this, frames);
                return;
            } catch (OutOfMemoryError full) {
                Reserve.awaitMemory(full, failures);
            }
        }
    }

    private void loop() {
        while (!closing) {
            try {
                exchange();
            } catch (OutOfMemoryError _) {
                // there was not even enough to tell of a failure
            }
        }
        socket.close();
        try {
            selector.close();
        } catch (IOException e) {
            Log.defect("The " + name + " channel did not close cleanly", e);
        }
    }

    /** Receives and sends until the channel is closed or an error is met. */
    private void exchange() {
        try {
            while (!closing) {
                boolean received = receive(RECEIVE_AT_ONCE);
                boolean ran = runTasks();
                // Sending may take up news of arrived messages, so wait only after a round without any work.
                if (!received && !ran) {
                    selector.select(again.isEmpty() ? 0 : AGAIN_MILLIS);
                    selector.selectedKeys().clear();
                    runAgain();
                }
            }
        } catch (Throwable t) {
            if (t instanceof org.zeromq.ZMQException e && e.getErrorCode() == ZMQ.Error.ETERM.getCode()) {
                closing = true;
            } else {
                Log.defect("The " + name + " channel met an error and goes on", t);
            }
        }
    }

    private void runAgain() {
        if (!again.isEmpty()) {
            var due = List.copyOf(again);
            again.clear();
            due.forEach(Runnable::run);
        }
    }

    private boolean runTasks() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        Reserve.awaitEnd(); // of a cell that fills the heap: ZeroMQ cannot go on where it once found no memory
        do {
            task.run();
        } while ((task = tasks.poll()) != null);
        return true;
    }

    private boolean receive(int most) {
        for (int i = 0; i < most; i++) {
            byte[] first = receiveFrame(ZMQ.DONTWAIT);
            if (first == null) {
                return i > 0;
            }
            List<byte[]> frames = Reserve.insist(Channel::newMessage);
            frames.add(first);
            while (socket.hasReceiveMore()) {
                byte[] next = receiveFrame(0);
                frames.add(next);
            }
            hand(frames);
        }
        return true;
    }
}
