package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final List<ProgressState> drawn = Collections.synchronizedList(new ArrayList<>());

    private final List<Runnable> waiting = new ArrayList<>();

    private Progress progress(long total) {
        return new Progress(new ProgressState.Task("work", total, false), drawn::add, now::get, waiting::add);
    }

    private void later(double seconds) {
        now.addAndGet(Math.round(seconds * 1e9));
    }

    private String last() {
        return drawn.getLast().line();
    }

    @Test
    void it_draws_ten_times_a_second_at_most() {
        try (var progress = progress(10_000)) {
            for (int i = 0; i < 10_000; i++) {
                later(0.001);
                progress.step();
            }
        }
        assertTrue(drawn.size() <= 102 && drawn.size() > 90, "drawn " + drawn.size() + " times in 10 s");
    }

    @Test
    void what_came_too_soon_to_be_drawn_is_drawn_a_little_later() {
        var progress = progress(10);
        later(1);
        progress.message("loss 0.5").step().step();
        assertEquals("work: 0/10, 0 %, loss 0.5", last());
        assertEquals(1, waiting.size());
        later(0.1);
        waiting.removeFirst().run();
        assertEquals("work: 2/10, 20 %, 1.82/s, 4.4 s left, loss 0.5", last());
        progress.step();
        progress.close();
        int before = drawn.size();
        later(0.1);
        waiting.removeFirst().run();
        assertEquals(before, drawn.size());
    }

    @Test
    void it_shows_rate_remaining_time_and_message() {
        var progress = progress(100);
        later(2);
        progress.to(20);
        assertEquals("work: 20/100, 20 %, 10.0/s, 8.0 s left", last());
        later(2);
        progress.message("loss 0.5");
        assertEquals("work: 20/100, 20 %, 5.0/s, 16 s left, loss 0.5", last());
    }

    @Test
    void what_was_there_before_does_not_count_in_the_rate() {
        var progress = progress(100).from(60);
        later(2);
        progress.step(10);
        assertEquals("work: 70/100, 70 %, 5.0/s, 6.0 s left", last());
        later(6);
        progress.step(30).close();
        assertEquals("work: 100/100, 100 %, 5.0/s, done in 8.0 s", last());
    }

    @Test
    void close_shows_the_final_state_once_and_for_all() {
        var progress = progress(3);
        progress.step().step().step();
        later(1);
        progress.close();
        progress.close();
        progress.step();
        assertEquals(2, drawn.size());
        assertEquals("work: 3/3, 100 %, 3.0/s, done in 1.0 s", last());
    }

    @Test
    void work_left_early_is_not_called_done() {
        var progress = progress(10);
        later(1);
        progress.step();
        progress.close();
        assertEquals("work: 1/10, 10 %, 1.0/s, stopped after 1.0 s", last());
    }

    @Test
    void an_unknown_total_shows_the_count() {
        var progress = progress(ProgressState.UNKNOWN);
        later(1);
        progress.step(1_500);
        assertEquals("work: 1,500, 1,500/s", last());
        assertTrue(drawn.getLast().toMimeBundle().data().get(MimeBundle.HTML).toString().contains("<progress"));
        WellFormed.html(drawn.getLast().toMimeBundle());
    }

    @Test
    void a_total_of_zero_and_too_many_steps_do_no_harm() {
        var none = progress(0);
        later(1);
        none.close();
        assertEquals("work: 0/0, done in 1.0 s", last());
        var much = progress(2);
        later(1);
        much.step(5);
        assertEquals("work: 5/2, 100 %, 5.0/s, 0.0 s left", last());
    }

    @Test
    void a_negative_total_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Progress.of("x", -5));
    }

    @Test
    void bytes_have_units() {
        var progress = new Progress(new ProgressState.Task("libtorch", 111_000_000, true), drawn::add, now::get,
                waiting::add);
        later(2);
        progress.step(22_200_000);
        assertEquals("libtorch: 22.2 MB/111.0 MB, 20 %, 11.1 MB/s, 8.0 s left", last());
    }

    @Test
    void steps_of_many_threads_are_all_counted() throws InterruptedException {
        var progress = progress(40_000);
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 10_000; i++) {
                    now.addAndGet(1_000_000);
                    progress.step();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        progress.close();
        assertEquals(40_000, drawn.getLast().done());
    }

    @Test
    void a_loop_over_a_collection_steps_and_closes() {
        var shown = new ArrayList<String>();
        for (int i : Progress.over("x", List.of(4, 5))) {
            shown.add("saw " + i);
        }
        assertEquals(List.of("saw 4", "saw 5"), shown);
    }

    @Test
    void a_terminal_gets_one_line_written_over() {
        var bytes = new ByteArrayOutputStream();
        var bar = new ProgressView.Bar(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        var task = new ProgressState.Task("work", 4, false);
        bar.draw(new ProgressState(task, 0, 2, "a long message", 0, false));
        bar.draw(new ProgressState(task, 0, 4, "", 1_000_000_000, true));
        String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\r", -1);
        assertEquals("[############............] work: 2/4, 50 %, a long message", lines[1]);
        assertEquals("[########################] work: 4/4, 100 %, 4.0/s, done in 1.0 s\n", lines[2]);
    }

    @Test
    void a_log_gets_a_line_every_ten_seconds_and_one_at_the_end() {
        var bytes = new ByteArrayOutputStream();
        var lines = new ProgressView.Lines(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        var task = new ProgressState.Task("work", 40, false);
        for (int second = 0; second < 25; second++) {
            lines.draw(new ProgressState(task, 0, second, "", second * 1_000_000_000L, false));
        }
        lines.draw(new ProgressState(task, 0, 40, "", 25_000_000_000L, true));
        assertEquals(3, bytes.toString(StandardCharsets.UTF_8).lines().count());
    }
}
