package dev.linnet.display;

import java.util.Iterator;
import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A progress bar with rate and remaining time; any thread may step it. In a notebook it is one display, replaced at most
 * ten times a second; elsewhere a bar on {@code stderr} where that is a terminal, and now and then a line where it is not.
 *
 * <pre>{@code
 * try (var progress = Progress.of("training", steps)) {
 *     for (int step = 0; step < steps; step++) {
 *         ...
 *         progress.message("loss " + loss).step();
 *     }
 * }
 * }</pre>
 */
public final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000;

    private final ProgressState.Task task;
    private final ProgressView view;
    private final LongSupplier clock;
    private final Consumer<Runnable> later;
    private final long started;
    private final AtomicLong done = new AtomicLong();
    private final ReentrantLock drawing = new ReentrantLock();

    private volatile long before;
    private volatile String message = "";
    private volatile boolean closed;
    private volatile long lastDrawn;
    private volatile boolean redrawComing;

    /** @param later runs something when the bar may be drawn again */
    Progress(ProgressState.Task task, ProgressView view, LongSupplier clock, Consumer<Runnable> later) {
        this.task = task;
        this.view = view;
        this.clock = clock;
        this.later = later;
        started = clock.getAsLong();
        lastDrawn = started;
        view.draw(state(started));
    }

    /** Progress towards {@code total} steps. */
    public static Progress of(String title, long total) {
        return begin(new ProgressState.Task(title, total, false));
    }

    /** Progress of something whose end is not known. */
    public static Progress of(String title) {
        return begin(new ProgressState.Task(title, ProgressState.UNKNOWN, false));
    }

    /** Progress towards {@code total} bytes, or an unknown number where {@code total} is negative. */
    public static Progress ofBytes(String title, long total) {
        return begin(new ProgressState.Task(title, Math.max(ProgressState.UNKNOWN, total), true));
    }

    /** Goes through {@code elements} in a for loop, one step each; a loop left early shows how far it came. */
    public static <T> Iterable<T> over(String title, Collection<T> elements) {
        return () -> new Steps<>(of(title, elements.size()), elements.iterator());
    }

    private static Progress begin(ProgressState.Task task) {
        return new Progress(task, ProgressView.here(), System::nanoTime, Redrawing::later);
    }

    /** The thread that draws what came too soon after the last drawing; it begins when it is first wanted. */
    private static final class Redrawing {
        private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("linnet-progress").inheritInheritableThreadLocals(false).factory());

        static void later(Runnable redraw) {
            var unused = TIMER.schedule(redraw, REDRAW_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** One step further. */
    public Progress step() {
        return step(1);
    }

    /** {@code count} steps further. */
    public Progress step(long count) {
        done.addAndGet(count);
        redraw();
        return this;
    }

    /** Now {@code count} steps in all. */
    public Progress to(long count) {
        done.set(count);
        redraw();
        return this;
    }

    /** Begins with {@code count} steps that are there already, as what goes on from a file has: they do not count in the rate. */
    public Progress from(long count) {
        before = count;
        return to(count);
    }

    /** A few words beside the bar. */
    public Progress message(String words) {
        message = words == null ? "" : words;
        redraw();
        return this;
    }

    /** The steps done so far. */
    public long done() {
        return done.get();
    }

    /** Shows the final state; later steps change nothing that is seen. */
    @Override
    public void close() {
        drawing.lock();
        try {
            if (!closed) {
                closed = true;
                view.draw(state(clock.getAsLong()));
            }
        } finally {
            drawing.unlock();
        }
    }

    private void redraw() {
        // Whoever finds another thread drawing has nothing to add: that one or the next draws the newest state.
        if (closed) {
            return;
        }
        if (clock.getAsLong() - lastDrawn < REDRAW_NANOS) {
            if (!redrawComing) {
                redrawComing = true; // a step that takes long may follow, and this one be seen all the while
                later.accept(() -> {
                    redrawComing = false;
                    redraw();
                });
            }
            return;
        }
        if (!drawing.tryLock()) {
            return;
        }
        try {
            long now = clock.getAsLong();
            if (!closed && now - lastDrawn >= REDRAW_NANOS) {
                lastDrawn = now;
                view.draw(state(now));
            }
        } finally {
            drawing.unlock();
        }
    }

    private ProgressState state(long now) {
        return new ProgressState(task, before, done.get(), message, now - started, closed);
    }

    private record Steps<T>(Progress progress, Iterator<T> elements) implements Iterator<T> {
        @Override
        public boolean hasNext() {
            boolean more = elements.hasNext();
            if (!more) {
                progress.close();
            }
            return more;
        }

        @Override
        public T next() {
            T element = elements.next();
            progress.step();
            return element;
        }
    }
}
