package dev.linnet.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Calls that mostly wait, several at once, with results in the order of the inputs. */
public final class ParallelCalls {
    private ParallelCalls() {}

    /** What became of one call. */
    private record Ended<R>(R result, Throwable failure) {}

    /**
     * {@code call} for each input, {@code atMost} of them at once. Inputs are begun in their order. Where a call fails no further input is
     * begun, and those under way are interrupted.
     *
     * @param atMost the most calls under way at once; 1 or more. With 1 the calling thread makes them
     * @return the results in the order of the inputs
     * @throws RuntimeException      the failure of the earliest input that failed by itself
     * @throws CancellationException where the calling thread is interrupted; every call has ended then
     */
    public static <T, R> List<R> inOrder(int atMost, List<T> inputs, Function<? super T, ? extends R> call) {
        Objects.requireNonNull(call, "call");
        if (atMost < 1) {
            throw new IllegalArgumentException("atMost: " + atMost + " calls at once are too few; give 1 or more");
        }
        List<T> all = List.copyOf(inputs);
        return atMost == 1 || all.size() < 2 ? one(all, call) : new Crew<T, R>(all, call).run(atMost);
    }

    private static <T, R> List<R> one(List<T> inputs, Function<? super T, ? extends R> call) {
        var results = new ArrayList<R>(inputs.size());
        for (T input : inputs) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted after " + results.size() + " of " + inputs.size());
            }
            results.add(call.apply(input));
        }
        return results;
    }

    /** Threads that take the next input until there is none. */
    private static final class Crew<T, R> {
        private final List<T> inputs;
        private final Function<? super T, ? extends R> call;
        private final List<Ended<R>> ended;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Crew(List<T> inputs, Function<? super T, ? extends R> call) {
            this.inputs = inputs;
            this.call = call;
            ended = new ArrayList<>(java.util.Collections.nCopies(inputs.size(), null));
        }

        List<R> run(int atMost) {
            int size = Math.min(atMost, inputs.size());
            var open = new CountDownLatch(size);
            for (int i = 0; i < size; i++) {
                threads.add(Thread.ofVirtual().name("llm-call-" + i).unstarted(() -> {
                    try {
                        work();
                    } finally {
                        open.countDown();
                    }
                }));
            }
            threads.forEach(Thread::start);
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException _) { // the calls still have to end
                    interrupted = true;
                    stop();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
            return results();
        }

        private void work() {
            while (!over.get()) {
                int index = next.getAndIncrement();
                if (index >= inputs.size()) {
                    return;
                }
                Ended<R> outcome;
                try {
                    outcome = new Ended<>(call.apply(inputs.get(index)), null);
                } catch (RuntimeException | Error failure) {
                    outcome = new Ended<>(null, failure);
                }
                synchronized (ended) {
                    ended.set(index, outcome);
                }
                if (outcome.failure() != null) {
                    stop();
                }
            }
        }

        private void stop() {
            if (!over.getAndSet(true)) {
                threads.forEach(Thread::interrupt);
            }
        }

        private List<R> results() {
            Throwable failure = null;
            var results = new ArrayList<R>(ended.size());
            for (Ended<R> outcome : ended) {
                if (outcome != null) {
                    results.add(outcome.result());
                    if (outcome.failure() != null
                            && (failure == null || (failure instanceof CancellationException
                                    && !(outcome.failure() instanceof CancellationException)))) {
                        failure = outcome.failure();
                    }
                }
            }
            switch (failure) {
                case null -> {
                    return results;
                }
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new AssertionError(failure);
            }
        }
    }
}
