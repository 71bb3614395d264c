package dev.linnet.kernel.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionTest {
    private Notebook notebook;

    @BeforeAll
    void open() {
        notebook = Notebook.ofPeople();
    }

    @AfterAll
    void close() {
        notebook.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {"\"abc\".subst¦ # \"abc\".substring(", "\"abc\".isE¦ # \"abc\".isEmpty()",
            "people.get(0).ad¦ # people.get(0).adult()", "people.get(0).sho¦ # people.get(0).shout()",
            "people.stream().map(p -> p.na¦ # people.stream().map(p -> p.name()",
            "people.forEach(System.out::printl¦ # people.forEach(System.out::println",
            "peo¦ # people", "gre¦ # greet(", "Per¦ # Person", "new ArrayL¦ # new ArrayList",
            "Collectors.groupingByC¦ # Collectors.groupingByConcurrent(", "Thread.State.N¦ # Thread.State.NEW",
            "java.util.fun¦ # java.util.function", "java.util.concurrent.CountD¦ # java.util.concurrent.CountDownLatch",
            "import java.uti¦ # import java.util",
            "import java.util.concurrent.CountD¦ # import java.util.concurrent.CountDownLatch",
            "import static java.util.stream.Collectors.toLi¦ # import static java.util.stream.Collectors.toList",
            "import module java.bas¦ # import module java.base", "sqr¦ # sqrt(", "retu¦ # return", "whil¦ # while",
            "int[] a = {1}; a.le¦ # int[] a = {1}; a.length", "String::valu¦ # String::valueOf",
            "ArrayList::n¦ # ArrayList::new", "String.cla¦ # String.class", "class A ext¦ # class A extends",
            "class A extends Num¦ # class A extends Number", "int f() thr¦ # int f() throws",
            "@Overr¦ # @Override", "if (people.isE¦) { } # if (people.isEmpty()) { }",
            "for (int i = 0; i < people.si¦ # for (int i = 0; i < people.size()",
            "Object o = 1; if (o instanceof String s && s.isBl¦ # Object o = 1; if (o instanceof String s && s.isBlank()",
            "try (var in = new Scanner(\"\")) { in.hasNextLo¦ # try (var in = new Scanner(\"\")) { in.hasNextLong(",
            "new Object() { void f() { this.hashC¦ # new Object() { void f() { this.hashCode()",
            "max(1, people.si¦) # max(1, people.size())",
            "Map<String, List<Integer>> m; m.get(\"\").get(0).intV¦ # Map<String, List<Integer>> m; m.get(\"\").get(0).intValue()",
            "((Named) people).sho¦ # ((Named) people).shout()",
            "people.toArray(Person[]::n¦ # people.toArray(Person[]::new"})
    void the_first_match_finishes_the_word(String marked, String finished) {
        assertEquals(finished, notebook.accepted(marked));
    }

    @Test
    void locals_of_the_same_cell_are_known_with_their_inferred_types() {
        assertEquals(List.of("trim()"), notebook.matches("var xs = new ArrayList<String>();\nxs.get(0).tri¦"));
        assertEquals("counter", notebook.matches("int counter = 3;\ncou¦").getFirst());
    }

    @Test
    void loop_variables_and_parameters_are_known() {
        assertEquals(List.of("adult()"), notebook.matches("for (var p : people) {\n    p.adu¦\n}"));
        assertEquals("second", notebook.matches("int f(int first, int second) { return sec¦ }").getFirst());
    }

    @Test
    void a_half_written_line_before_the_cursor_does_not_hide_what_follows() {
        assertEquals(List.of("length()"), notebook.matches("int y = \nString s = \"a\";\ns.len¦"));
        assertEquals(List.of("length()"), notebook.matches("people.forEach(\nString s = \"a\";\ns.len¦"));
        assertEquals(List.of("length()"), notebook.matches("foo bar baz;\nString s = \"a\";\ns.len¦"));
    }

    @Test
    void errors_after_the_cursor_do_not_matter() {
        assertEquals(List.of("isEmpty()"), notebook.matches("people.isE¦\nint q = = 3; } ) foo("));
        assertEquals(List.of("isEmpty()"), notebook.matches("people.isE¦\nint n = 3;\nclass Broken { void }"));
    }

    @Test
    void declarations_after_the_cursor_are_known() {
        assertEquals(List.of("later()"), notebook.matches("new Late().lat¦\nclass Late { void later() {} }"));
    }

    @Test
    void a_variable_of_the_cell_is_known_inside_its_methods_and_types() {
        assertEquals(List.of("isBlank()"),
                notebook.matches("String title = \"\";\nboolean f() { return title.isBl¦ }"));
        assertEquals("title",
                notebook.matches("var title = new StringBuilder();\nclass A { Object f() { return tit¦").getFirst());
    }

    @Test
    void fields_and_methods_of_the_class_around_are_known() {
        assertEquals("total", notebook.matches("class A { int total; void f() { tot¦ } }").getFirst());
        assertTrue(notebook.matches("class A extends ArrayList<String> { void f() { remov¦ } }").contains("removeIf("));
    }

    @Test
    void a_word_is_replaced_as_a_whole_when_the_cursor_is_in_its_middle() {
        assertEquals("people.forEach(x)", notebook.accepted("people.forE¦ach(x)"));
        assertEquals("people.size()", notebook.accepted("people.¦size()").replace("add", "size"));
        var inserted = notebook.complete("¦people");
        assertEquals(0, inserted.start());
        assertEquals(0, inserted.end());
    }

    @Test
    void parentheses_are_not_doubled() {
        assertEquals("people.forEach", notebook.accepted("people.forEac¦").replace("(", ""));
        assertEquals("people.forEach(System.out::println)", notebook.accepted("people.forEac¦(System.out::println)"));
    }

    @Test
    void offsets_count_utf16_units_behind_emoji() {
        String marked = "String s = \"😀😀\"; /* 🐦 */ s.isE¦";
        var completion = notebook.complete(marked);
        assertEquals(marked.indexOf("isE"), completion.start());
        assertEquals(marked.indexOf('¦'), completion.end());
        assertEquals("isEmpty()", completion.matches().getFirst().text());
        assertEquals("𝒙value", notebook.matches("int 𝒙value = 1; 𝒙va¦").getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"// people.¦", "/* people.¦", "/** peo¦ */", "\"people.¦", "\"people.¦\"", "'p¦",
            "\"\"\"\n  people.¦",
            "int x = 12¦", "String na¦", "int na¦", "class Na¦", "%tim¦", "%%ti¦\nint x;", "  %time peo¦",
            "List<String> na¦"})
    void nothing_is_offered_in_comments_literals_magics_and_new_names(String marked) {
        assertEquals(List.of(), notebook.matches(marked));
    }

    @Test
    void a_line_of_a_text_block_that_begins_with_a_percent_sign_is_no_magic() {
        assertEquals("isEmpty()", notebook.matches("String s = \"\"\"\n%time\n%%bash\n\"\"\";\ns.isE¦").getFirst());
    }

    @Test
    void code_beside_magics_is_completed() {
        assertEquals("people", notebook.matches("%%time\npeo¦").getFirst());
        assertEquals("people", notebook.matches("%maven a:b:1\nint x = 1;\n%time x\npeo¦").getFirst());
        assertEquals("bestAge", notebook.matches("int y = 7\n  % best¦").getFirst());
    }

    @Test
    void every_match_has_a_type_and_most_a_signature() {
        assertEquals("method", notebook.match("\"\".leng¦", "length()").type());
        assertEquals("int length()", notebook.match("\"\".leng¦", "length()").signature());
        assertEquals("variable", notebook.match("peop¦", "people").type());
        assertEquals("List<Person> people", notebook.match("peop¦", "people").signature());
        assertEquals("class", notebook.match("Perso¦", "Person").type());
        assertEquals("record Person", notebook.match("Perso¦", "Person").signature());
        assertEquals("keyword", notebook.match("retur¦", "return").type());
        assertEquals("package", notebook.match("java.ut¦", "util").type());
        assertEquals("field", notebook.match("Integer.MAX_V¦", "MAX_VALUE").type());
        assertEquals("module", notebook.match("import module java.sq¦", "sql").type());
    }

    @Test
    void generic_signatures_show_the_types_at_hand() {
        assertEquals("Person get(int)", notebook.match("people.ge¦", "get(").signature());
        assertEquals("Stream<Person> stream()", notebook.match("people.strea¦", "stream()").signature());
        assertEquals("boolean add(Person) (+1)", notebook.match("people.ad¦", "add(").signature());
    }

    @Test
    void names_come_once() {
        for (String marked : List.of("people.¦", "\"\".¦", "Ma¦", "¦", "String.¦")) {
            var matches = notebook.matches(marked);
            assertEquals(new HashSet<>(matches).size(), matches.size(), marked);
        }
    }

    @Test
    void exact_case_comes_first_and_other_case_is_still_found() {
        var matches = notebook.matches("PERS¦");
        assertEquals("Person", matches.getFirst());
        var strings = notebook.matches("str¦");
        assertTrue(strings.contains("String"));
        assertTrue(strings.indexOf("strictfp") < strings.indexOf("String"), strings.toString());
    }

    @Test
    void own_names_come_before_classes_and_methods_of_object_last() {
        var matches = notebook.matches("people.¦");
        assertTrue(matches.indexOf("add(") < matches.indexOf("getClass()"), matches.toString());
        assertTrue(matches.indexOf("stream()") < matches.indexOf("wait("), matches.toString());
        var names = notebook.matches("P¦");
        assertEquals("Person", names.getFirst());
    }

    @Test
    void deprecated_members_come_last() {
        var matches = notebook.matches("new Date().get¦");
        assertTrue(matches.indexOf("getTime()") < matches.indexOf("getYear()"), matches.toString());
        assertTrue(matches.indexOf("getYear()") >= 0);
    }

    @Test
    void arguments_of_the_expected_type_come_first() {
        assertEquals("bestAge", notebook.matches("people.get(¦").getFirst());
        assertEquals("word", notebook.matches("int wide = 1; String word = \"\"; \"\".concat(w¦").getFirst());
        assertEquals("people", notebook.matches("Collection<Person> all = p¦").getFirst());
    }

    @Test
    void enum_constants_are_offered_in_cases() {
        String cell = "enum Colour { RED, GREEN }\nColour c = Colour.RED;\nswitch (c) {\n    case ¦";
        assertEquals(List.of("GREEN", "RED"), notebook.matches(cell).subList(0, 2));
        assertEquals("RED",
                notebook.matches("enum Colour { RED }\nColour c = Colour.RED;\nint i = switch (c) { case R¦")
                        .getFirst());
    }

    @Test
    void only_types_follow_new_and_extends() {
        assertFalse(notebook.matches("new peo¦").contains("people"));
        assertFalse(notebook.matches("class A extends gre¦").contains("greet("));
        assertTrue(notebook.matches("new Map.¦").stream().noneMatch(match -> match.endsWith("(")));
    }

    @Test
    void private_members_are_offered_inside_their_type_only() {
        assertFalse(notebook.matches("Person.cou¦").contains("count"));
        assertTrue(notebook.matches("class A { private int hidden; int f(A other) { return other.hid¦")
                .contains("hidden"));
        assertFalse(notebook.matches("class A { private int hidden; }\nnew A().hid¦").contains("hidden"));
    }

    @Test
    void static_members_belong_to_types_and_the_others_to_values() {
        assertFalse(notebook.matches("\"\".form¦").contains("format("));
        assertTrue(notebook.matches("\"\".form¦").contains("formatted("));
        assertTrue(notebook.matches("String.form¦").contains("format("));
        assertFalse(notebook.matches("String.form¦").contains("formatted("));
    }

    @Test
    void classes_that_are_not_imported_are_offered_by_their_full_names() {
        assertEquals(List.of("java.util.concurrent.ConcurrentHashMap"), notebook.matches("ConcurrentHash¦"));
    }

    @Test
    void classes_that_are_not_public_are_not_offered() {
        assertFalse(notebook.matches("new AbstractPip¦").contains("AbstractPipeline"));
        assertFalse(notebook.matches("java.util.RegularE¦").contains("RegularEnumSet"));
    }

    @Test
    void imports_of_the_same_cell_count() {
        assertEquals("ConcurrentHashMap",
                notebook.matches("import java.util.concurrent.*;\nnew ConcurrentHashM¦").getFirst());
        assertEquals("AtomicLong",
                notebook.matches("import java.util.concurrent.atomic.AtomicLong;\nAtomicL¦").getFirst());
        assertTrue(notebook.matches("import module java.sql;\nnew Timest¦").contains("Timestamp"));
    }

    @Test
    void redefined_types_of_the_cell_win_over_those_of_the_notebook() {
        assertEquals(List.of("salary()"), notebook.matches("record Person(int salary) {}\nnew Person(1).sal¦"));
        assertEquals(List.of(), notebook.matches("record Person(int salary) {}\nnew Person(1).adul¦"));
    }

    @Test
    void the_cursor_may_be_anywhere_in_any_text() {
        String cell = "import java.util.*;\n@Deprecated class A<T> { int[] x = {1}; }\n"
                + "%time\nfor (var a : List.of(1)) { /* c */ x.y(\"s\\\"\", 'c').z[0] += a -> { ; }; }\n\"\"\"\n😀\"\"\" ";
        for (int cursor = 0; cursor <= cell.length(); cursor++) {
            var completion = notebook.assist().complete(cell, cursor);
            assertTrue(completion.start() <= cursor && cursor <= completion.end(), "at " + cursor);
        }
        assertEquals(List.of(), notebook.assist().complete("%", 1).matches());
        assertEquals(3, notebook.assist().complete("abc", 99).end());
        assertEquals(0, notebook.assist().complete("", -1).start());
    }
}
