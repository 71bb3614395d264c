package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.display.MimeBundle;

@Timeout(60)
class CellOutputTest {
    @TempDir
    private Path directory;
    private final List<Output> emitted = Collections.synchronizedList(new ArrayList<>());

    private CellOutput output(long limit) {
        return new CellOutput("cell-1", emitted::add, limit, directory);
    }

    private String text(String name) {
        return emitted.stream()
                .filter(Output.Stream.class::isInstance)
                .map(Output.Stream.class::cast)
                .filter(stream -> stream.name().equals(name))
                .map(Output.Stream::text)
                .collect(Collectors.joining());
    }

    @Test
    void a_character_split_over_writes_is_decoded_whole() {
        var output = output(1000);
        for (byte b : "é€😀.".getBytes(StandardCharsets.UTF_8)) {
            output.write("stdout", new byte[] {b}, 0, 1);
            output.flush();
        }
        output.write("stdout", new byte[] {(byte) 0xE2, (byte) 0x82}, 0, 2);
        output.finish();
        assertEquals("é€😀.\uFFFD", text("stdout"));
    }

    @Test
    void stdout_and_stderr_keep_the_order_of_writing() {
        var output = output(1000);
        output.print("stdout", "a");
        output.print("stderr", "b");
        output.print("stderr", "c");
        output.print("stdout", "d");
        output.finish();
        assertEquals(List.of(new Output.Stream("stdout", "a"), new Output.Stream("stderr", "bc"),
                new Output.Stream("stdout", "d")), emitted);
    }

    @Test
    void a_display_comes_after_what_was_printed_before_it() {
        var output = output(1000);
        output.print("stdout", "before");
        output.display(MimeBundle.text("shown"), null);
        output.print("stdout", "after");
        output.finish();
        assertEquals(List.of(new Output.Stream("stdout", "before"),
                new Output.DisplayData(MimeBundle.text("shown"), null), new Output.Stream("stdout", "after")), emitted);
    }

    @Test
    void a_hundred_thousand_lines_go_out_in_few_pieces_none_lost() {
        var output = output(10_000_000);
        var expected = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            var line = ("line " + i + "\n").getBytes(StandardCharsets.UTF_8);
            output.write("stdout", line, 0, line.length);
            expected.append("line ").append(i).append('\n');
        }
        output.finish();
        assertEquals(expected.toString(), text("stdout"));
        assertTrue(emitted.size() < 2000, "pieces: " + emitted.size());
    }

    @Test
    void printing_does_not_wait_for_a_slow_front_end() throws InterruptedException {
        var taken = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var output = new CellOutput("cell-1", one -> {
            taken.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            emitted.add(one);
        }, 10_000_000, directory);
        output.print("stdout", "first");
        taken.await();
        output.print("stdout", "second");
        go.countDown();
        output.finish();
        assertEquals("firstsecond", text("stdout"));
    }

    @Test
    void what_is_printed_comes_out_while_the_cell_goes_on() throws InterruptedException {
        var arrived = new SynchronousQueue<Output>();
        var output = new CellOutput("cell-1", one -> {
            try {
                arrived.put(one);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, 1000, directory);
        output.print("stdout", "now");
        assertEquals(new Output.Stream("stdout", "now"), arrived.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void beyond_the_limit_everything_is_in_a_file_and_the_last_lines_are_shown() throws Exception {
        var output = output(1000);
        var all = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            output.print(i % 2 == 0 ? "stdout" : "stderr", "line " + i + "\n");
            all.append("line ").append(i).append('\n');
        }
        output.finish();
        var shown = text("stdout") + text("stderr");
        assertTrue(shown.length() < 3000, "shown: " + shown.length());
        assertTrue(text("stdout").endsWith("line 9998\nline 9999\n"), text("stdout"));
        Path file;
        try (var files = Files.list(directory)) {
            file = files.findFirst().orElseThrow();
        }
        assertTrue(text("stderr").contains("the rest goes to " + file), text("stderr"));
        assertEquals(all.toString(), Files.readString(file));
        output.print("stdout", "a thread goes on\n");
        assertEquals(all + "a thread goes on\n", Files.readString(file));
    }

    @Test
    void a_front_end_that_fails_stops_nothing() {
        var output = new CellOutput("cell-1", one -> {
            throw new IllegalStateException("gone");
        }, 1000, directory);
        output.print("stdout", "a");
        output.finish();
        output.print("stdout", "b");
        output.display(MimeBundle.text("c"), null);
    }

    @Test
    void a_muted_cell_shows_its_error_only() {
        var output = output(1000);
        output.mute();
        output.print("stdout", "a");
        output.display(MimeBundle.text("b"), null);
        var error = new Output.Error("Interrupted", "", List.of());
        output.emit(error);
        assertEquals(List.of(error), emitted);
    }
}
