package dev.linnet.kernel.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import dev.linnet.kernel.engine.Reserve;

/**
 * A piece of work on the cell thread, until it ends by itself or is abandoned, whichever comes first: the other one is
 * then without effect.
 */
final class CellRun {
    private enum State {
        RUNNING, ENDED, ABANDONED
    }

    /** Computes an outcome without showing it. */
    interface Work {
        Outcome run();
    }

    private final Cell cell;
    private final Work work;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    CellRun(Cell cell, Work work) {
        this.cell = cell;
        this.work = work;
    }

    Cell cell() {
        return cell;
    }

    /** Does the work on the current thread, as its cell. */
    void execute(Runnable atEnd) {
        Cell.enter(cell);
        Outcome result;
        try {
            result = work.run();
        } catch (Throwable failure) {
            Reserve.releaseAfter(failure);
            if (state.compareAndSet(State.RUNNING, State.ENDED)) {
                atEnd.run();
                outcome.completeExceptionally(failure); // whoever waits must not do so for ever
            }
            return;
        } finally {
            Cell.leave();
        }
        if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            atEnd.run();
            outcome.complete(result);
        }
    }

    /** Gives up waiting; false where the work has ended after all. */
    boolean abandon(Outcome instead) {
        boolean abandoned = state.compareAndSet(State.RUNNING, State.ABANDONED);
        if (abandoned) {
            outcome.complete(instead);
        }
        return abandoned;
    }

    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    boolean isAbandoned() {
        return state.get() == State.ABANDONED;
    }

    /** Waits for the end. */
    Outcome await() {
        return outcome.join();
    }
}
