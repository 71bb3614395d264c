package dev.linnet.kernel.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.OutputSink;

class OutputRecorderTest {
    private final OutputRecorder recorder = new OutputRecorder();
    private final Cell cell = Cell.code("", List.of());
    private final OutputSink sink = recorder.sink(cell);

    private String outputs(Cell of) {
        return recorder.locked(() -> of.outputs().toString());
    }

    private static Output.Stream out(String text) {
        return new Output.Stream("stdout", text);
    }

    private static Output.Stream err(String text) {
        return new Output.Stream("stderr", text);
    }

    private static Output.DisplayData shown(String text, String id) {
        return new Output.DisplayData(MimeBundle.text(text), id);
    }

    @Test
    void text_of_one_stream_is_one_output() {
        List.of(out("a"), out("b\n"), err("c"), out("d"), out("e")).forEach(sink::emit);
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"ab\\n\"},"
                + "{\"output_type\":\"stream\",\"name\":\"stderr\",\"text\":\"c\"},"
                + "{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"de\"}]", outputs(cell));
    }

    @Test
    void text_after_a_reading_still_joins() {
        sink.emit(out("a"));
        outputs(cell);
        sink.emit(out("b"));
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"ab\"}]", outputs(cell));
    }

    @Test
    void results_displays_and_errors_have_nbformats_members() {
        sink.emit(out("x"));
        sink.emit(new Output.ExecuteResult(3, MimeBundle.text("r").withMetadata("text/plain", Map.of("w", 1))));
        sink.emit(new Output.Error("E", "v", List.of("line")));
        sink.emit(out("y"));
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"x\"},"
                + "{\"output_type\":\"execute_result\",\"data\":{\"text/plain\":\"r\"},"
                + "\"metadata\":{\"text/plain\":{\"w\":1}},\"execution_count\":3},"
                + "{\"output_type\":\"error\",\"ename\":\"E\",\"evalue\":\"v\",\"traceback\":[\"line\"]},"
                + "{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"y\"}]", outputs(cell));
    }

    @Test
    void an_update_replaces_every_display_of_its_id_in_every_cell() {
        var later = Cell.code("", List.of());
        var laterSink = recorder.sink(later);
        sink.emit(shown("old", "a"));
        sink.emit(shown("other", "b"));
        laterSink.emit(shown("old", "a"));
        laterSink.emit(new Output.UpdateDisplayData(MimeBundle.text("new"), "a"));
        laterSink.emit(new Output.UpdateDisplayData(MimeBundle.text("lost"), "unknown"));
        String fresh = "{\"output_type\":\"display_data\",\"data\":{\"text/plain\":\"new\"},\"metadata\":{}}";
        assertEquals("[" + fresh + "," + fresh.replace("new", "other") + "]", outputs(cell));
        assertEquals("[" + fresh + "]", outputs(later));
    }

    @Test
    void clear_output_clears_at_once_or_with_the_next_output() {
        sink.emit(out("a"));
        sink.emit(new Output.ClearOutput(true));
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"a\"}]", outputs(cell));
        sink.emit(out("b"));
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"b\"}]", outputs(cell));
        sink.emit(new Output.ClearOutput(false));
        assertEquals("[]", outputs(cell));
        sink.emit(out("c"));
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"c\"}]", outputs(cell));
    }

    @Test
    void json_trees_become_json_and_what_json_lacks_becomes_text() {
        var tree = Map.of("list", Arrays.asList(1, 2.5, true, null, Double.NaN, Float.POSITIVE_INFINITY));
        assertEquals("{\"list\":[1,2.5,true,null,\"NaN\",\"Infinity\"]}", OutputRecorder.tree(tree).toString());
    }

    @Test
    void threads_that_print_at_once_lose_nothing() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 1000; n++) {
                    sink.emit(out("x"));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals("[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"" + "x".repeat(4000) + "\"}]",
                outputs(cell));
    }
}
