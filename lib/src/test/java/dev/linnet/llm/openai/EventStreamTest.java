package dev.linnet.llm.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static List<String> events(String text) {
        var events = new ArrayList<String>();
        var stream = new EventStream(events::add);
        stream.accept(text.getBytes(StandardCharsets.UTF_8));
        stream.close();
        return events;
    }

    @Test
    void data_of_several_lines_is_joined_and_other_fields_do_not_count() {
        assertEquals(List.of("a\nb", "c", "", " d"), events(
                "event: x\ndata: a\ndata:b\nid: 1\n\n: comment\n\ndata:c\n\n\n\ndata:\n\nretry: 3\ndata:  d\n\n"));
    }

    @Test
    void an_event_that_the_stream_ends_in_counts() {
        assertEquals(List.of("a", "b"), events("data: a\n\ndata: b"));
    }

    @Test
    void every_kind_of_line_end_and_every_cut_give_the_same_events() {
        var random = new Random(11);
        for (int round = 0; round < 300; round++) {
            var wanted = new ArrayList<String>();
            var text = new StringBuilder();
            String end = List.of("\n", "\r\n", "\r").get(round % 3);
            for (int i = 0; i < 5; i++) {
                String data = "ä€😀".repeat(random.nextInt(4)) + random.nextInt(100);
                wanted.add(data);
                text.append(random.nextBoolean() ? ": ping" + end : "")
                        .append("data: ")
                        .append(data)
                        .append(end)
                        .append(end);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            var events = new ArrayList<String>();
            var stream = new EventStream(events::add);
            for (int at = 0; at < bytes.length;) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(9));
                stream.accept(Arrays.copyOfRange(bytes, at, next));
                at = next;
            }
            stream.close();
            assertEquals(wanted, events, "round " + round);
        }
    }
}
