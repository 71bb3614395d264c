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
        Outcome result = null;
        Throwable failure = null;
        try {
            Cell.enter(cell);
            result = work.run();
        } catch (Throwable thrown) {
            Reserve.releaseAfter(thrown);
            failure = thrown;
        } finally {
            Cell.leave();
        }
        if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            end(atEnd, result, failure);
        }
    }

    /** Whoever waits must not do so for ever, however little memory is left: what is done twice here takes none to speak of. */
    private void end(Runnable atEnd, Outcome result, Throwable failure) {
        try {
            atEnd.run();
            tell(result, failure);
        } catch (OutOfMemoryError full) {
            Reserve.releaseAfter(full);
            atEnd.run();
            tell(result == null ? Outcome.FULL : result, null);
        }
    }

    private void tell(Outcome result, Throwable failure) {
        if (failure == null) {
            outcome.complete(result);
        } else {
            outcome.completeExceptionally(failure);
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
