package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StructuresTest {
    record Point(int x, double y) {}

    record Named(String name, Object value) {}

    record Money(long cents) {
        @Override
        public String toString() {
            return cents / 100 + " euro";
        }
    }

    @AfterEach
    void restore_limits() {
        Renderers.limits(RenderLimits.DEFAULT);
    }

    private static String text(Object value) {
        return Renderers.render(value).text();
    }

    private static String html(Object value) {
        var bundle = Renderers.render(value);
        WellFormed.html(bundle);
        return (String) bundle.data().get(MimeBundle.HTML);
    }

    @Test
    void scalars_show_as_their_text_alone() {
        assertEquals(Map.of(MimeBundle.TEXT, "42"), Renderers.render(42).data());
        assertEquals(Map.of(MimeBundle.TEXT, "a\nb"), Renderers.render("a\nb").data());
        assertEquals("1.5", text(1.5));
        assertEquals("null", text(null));
    }

    @Test
    void short_structures_read_as_java_writes_them() {
        assertEquals("[1, 2, 3]", text(List.of(1, 2, 3)));
        assertEquals("[1.0, 2.5]", text(new double[] {1, 2.5}));
        assertEquals("[true, false]", text(new boolean[] {true, false}));
        assertEquals("[a, null]", text(new String[] {"a", null}));
        assertEquals("{a=[1, 2]}", text(Map.of("a", List.of(1, 2))));
        assertEquals("Point[x=1, y=2.0]", text(new Point(1, 2)));
        assertEquals("Optional[7]", text(Optional.of(7)));
        assertEquals("Optional.empty", text(Optional.empty()));
        assertEquals("[]", text(List.of()));
        assertEquals("{}", text(Map.of()));
    }

    @Test
    void an_array_inside_a_record_shows_its_elements() {
        assertEquals("Named[name=a, value=[1, 2]]", text(new Named("a", new int[] {1, 2})));
    }

    @Test
    void a_record_with_its_own_toString_keeps_it() {
        assertEquals("3 euro", text(new Money(300)));
        assertEquals("[3 euro, 4 euro]", text(List.of(new Money(300), new Money(400))));
    }

    @Test
    void a_list_of_records_is_a_table_with_a_column_for_each_component() {
        var document = WellFormed.html(Renderers.render(List.of(new Point(1, 2), new Point(3, 4))));
        var heads = document.getElementsByTagName("th");
        assertEquals("x", heads.item(1).getTextContent());
        assertEquals("y", heads.item(2).getTextContent());
        assertEquals(3, document.getElementsByTagName("tr").getLength());
        assertEquals("4.0", document.getElementsByTagName("td").item(3).getTextContent());
    }

    @Test
    void a_two_dimensional_array_is_a_table_and_aligned_text() {
        int[][] matrix = {{1, 20}, {300, 4}};
        assertEquals("[[  1, 20],\n [300,  4]]", text(matrix));
        var document = WellFormed.html(Renderers.render(matrix));
        assertEquals(4, document.getElementsByTagName("td").getLength());
        assertEquals("int[2][]", document.getElementsByTagName("caption").item(0).getTextContent());
    }

    @Test
    void a_ragged_array_shows_every_row() {
        assertEquals("[[1], [2, 3], []]", text(new int[][] {{1}, {2, 3}, {}}));
        html(new int[][] {{1}, {2, 3}, {}});
    }

    @Test
    void html_in_values_keys_and_names_is_escaped() {
        var values = List.of(List.of("<script>alert(1)</script>"), Map.of("<b>", "a & b"),
                new Named("<i>", List.of(List.of("\"<u>"))),
                new String[][] {{"<p>", "1"}, {"2", "</td>"}}, Optional.of("<em>"), Stream.of("<tt>"));
        for (Object value : values) {
            String html = html(value);
            for (String raw : List.of("<script", "<b>", "<i>", "<u>", "<p>", "<em>", "<tt>")) {
                assertFalse(html.contains(raw), html);
            }
        }
    }

    @Test
    void a_long_list_shows_its_ends_and_says_how_many_are_left_out() {
        var list = IntStream.range(0, 1000).boxed().toList();
        String text = text(list);
        assertTrue(text.startsWith("[0, 1, 2"), text);
        assertTrue(text.contains("... 950 more ..."), text);
        assertTrue(text.contains("998, 999]"), text);
        assertTrue(text.contains("1,000 elements"), text);
        assertTrue(html(list).contains("... 950 more ..."));
    }

    @Test
    void a_long_matrix_keeps_its_true_row_and_column_numbers() {
        Renderers.limits(RenderLimits.DEFAULT.withElements(5).withColumns(5));
        var heads = WellFormed.html(Renderers.render(new int[9][8])).getElementsByTagName("th");
        var names = new ArrayList<String>();
        for (int i = 0; i < heads.getLength(); i++) {
            names.add(heads.item(i).getTextContent());
        }
        assertEquals(List.of("", "0", "1", "2", "3", "...", "7", "0", "1", "2", "3", "8"), names);
    }

    @Test
    void long_sets_and_maps_are_cut_too() {
        var set = IntStream.range(0, 1000).boxed().collect(Collectors.toCollection(LinkedHashSet::new));
        assertTrue(text(set).contains("... 950 more ..."));
        var map = new LinkedHashMap<Integer, Integer>();
        set.forEach(i -> map.put(i, i));
        assertTrue(text(map).contains("... 950 more ..."));
        assertTrue(html(map).contains("... 950 more ..."));
    }

    @Test
    void a_huge_list_is_read_only_where_it_is_shown() {
        var read = new AtomicInteger();
        class Squares extends AbstractList<Long> implements RandomAccess {
            @Override
            public Long get(int index) {
                read.incrementAndGet();
                return (long) index * index;
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        }
        assertTrue(text(new Squares()).contains("2,147,483,597 more"));
        assertEquals(50, read.get());
    }

    @Test
    void an_infinite_stream_is_read_no_further_than_it_is_shown() {
        var read = new AtomicInteger();
        String text = text(Stream.iterate(0, i -> i + 1).peek(i -> read.incrementAndGet()));
        assertTrue(text.contains("49, ...]"), text);
        assertEquals(50, read.get());
    }

    @Test
    void a_finite_stream_shows_whole_and_says_that_it_is_consumed() {
        assertEquals("[1, 2, 3]", text(IntStream.rangeClosed(1, 3)));
        assertTrue(html(Stream.of(1, 2)).contains("consumed"));
    }

    @Test
    void a_stream_inside_another_value_is_left_alone() {
        var stream = Stream.of(1, 2, 3);
        assertEquals("[(a stream, not read)]", text(List.of(stream)));
        assertEquals(3, stream.count());
    }

    @Test
    void a_used_stream_says_so() {
        var stream = Stream.of(1);
        stream.forEach(_ -> {});
        assertTrue(text(stream).contains("already been operated upon"), text(stream));
    }

    @Test
    void a_matrix_inside_a_map_is_indented() {
        assertEquals("{\n  m=[[1, 2],\n     [3, 4]]\n}", text(Map.of("m", new int[][] {{1, 2}, {3, 4}})));
    }

    @Test
    void hidden_classes_of_the_jdk_go_by_their_interface() {
        assertTrue(html(List.of(1)).contains("List, 1 element<"), html(List.of(1)));
        assertTrue(html(Map.of(1, 2)).contains("Map, 1 entry<"), html(Map.of(1, 2)));
    }

    @Test
    void cycles_end() {
        var list = new ArrayList<Object>();
        list.add(list);
        assertEquals("[(this ArrayList again)]", text(list));
        var map = new LinkedHashMap<String, Object>();
        map.put("self", new Named("inner", map));
        assertEquals("{self=Named[name=inner, value=(this LinkedHashMap again)]}", text(map));
        html(map);
        Object[] array = new Object[1];
        array[0] = List.of((Object) array);
        assertEquals("[[(this Object[] again)]]", text(array));
    }

    @Test
    void the_same_value_twice_is_no_cycle() {
        var inner = new ArrayList<>(List.of(1));
        assertEquals("[[1], [1]]", text(List.of(inner, inner)).replace("\n", ""));
    }

    @Test
    void deep_nesting_is_cut() {
        Object nested = 1;
        for (int i = 0; i < 10_000; i++) {
            nested = List.of(nested);
        }
        assertEquals("[[[[[[ListN ...]]]]]]", text(nested).replace("List12", "ListN"));
    }

    @Test
    void wide_and_deep_values_stay_within_the_number_of_nodes() {
        Object value = "leaf";
        for (int i = 0; i < 6; i++) {
            value = Arrays.asList(new ArrayList<>(Collections.nCopies(50, value)).toArray());
        }
        assertTrue(text(value).length() < 1_000_000);
    }

    @Test
    void long_text_is_cut_with_a_note() {
        String text = text("x".repeat(30_000));
        assertTrue(text.endsWith("... 10,000 more characters; print it, or raise Renderers.limits, to see all"),
                text.substring(19_990));
    }

    @Test
    void long_parts_are_cut_shorter_and_many_of_them_stay_bounded() {
        Object value = Collections.nCopies(50, Collections.nCopies(50, Collections.nCopies(50, "x".repeat(30_000))));
        assertTrue(text(value).length() < 5_000_000);
        assertTrue(text(List.of("x".repeat(30_000))).length() < 1_200);
    }

    @Test
    void html_brings_no_fixed_black_or_white() {
        for (Object value : List.of(List.of(new Point(1, 2), new Point(1, 2)), Map.of(1, 2),
                new int[][] {{1, 2}, {3, 4}}, List.of(1))) {
            assertFalse(html(value).matches("(?is).*(#000|#fff|black|white[^-]|color:\\s*#).*"), html(value));
        }
    }
}
