package dev.linnet.kernel.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectionTest {
    private Notebook notebook;

    @BeforeAll
    void open() {
        notebook = Notebook.ofPeople();
    }

    @AfterAll
    void close() {
        notebook.close();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {"\"abc\".¦substring(1) # public String String.substring(int beginIndex)",
            "\"abc\".subs¦tring(1) # public String String.substring(int beginIndex)",
            "\"abc\".substring¦(1) # public String String.substring(int beginIndex)",
            "\"abc\".substring(¦1) # public String String.substring(int beginIndex)",
            "\"abc\".substring(1, 2¦) # public String String.substring(int beginIndex, int endIndex)",
            "Math.max(1L, ¦2) # public static long Math.max(long a, long b)",
            "sqrt¦(2) # public static double Math.sqrt(double a)",
            "new ArrayList¦<String>() # public ArrayList()",
            "new ArrayList<String>(¦10) # public ArrayList(int initialCapacity)",
            "peopl¦e.size() # List<Person> people", "people.get¦(0) # public abstract Person List.get(int index)",
            "greet¦(null) # String greet(Person person)",
            "greet¦(null, null) # String greet(Person first, Person second)",
            "Person¦ p # record Person(String name, int age) implements Named",
            "people.get(0).adult¦() # boolean Person.adult()",
            "people.stream().map(p -> p.name¦()) # public String Person.name()", "int x = 3; x¦ # int x",
            "for (var p : people) { p¦ } # Person p",
            "Integer.MAX_VALUE¦ # public static final int Integer.MAX_VALUE = 2147483647",
            "import java.util.concurrent.Fut¦ure; # public interface java.util.concurrent.Future<V>",
            "people.forEach(System.out::println¦) # public void PrintStream.println(Object x)",
            "class Q { int f() { return 1; } } new Q().f¦() # int Q.f()",
            "String s = \"😀😀\"; s.isBlank¦() # public boolean String.isBlank()"})
    void the_signature_comes_first(String marked, String signature) {
        assertEquals(signature, firstLine(notebook.inspect(marked)));
    }

    @Test
    void documentation_of_the_jdk_is_rendered_as_text() {
        String text = notebook.inspect("\"abc\".substring¦(1)");
        assertTrue(text.contains("Returns a string that is a substring of this string."), text);
        assertTrue(text.contains("beginIndex - the beginning index, inclusive."), text);
        assertTrue(text.contains("IndexOutOfBoundsException - if beginIndex is negative"), text);
        assertFalse(text.contains("{@code") || text.contains("<p>") || text.contains("@param"), text);
    }

    @Test
    void documentation_of_the_jdk_is_rendered_as_html() {
        String html = notebook.inspectHtml("\"abc\".substring¦(1)");
        assertTrue(html.startsWith("<pre><code>public String String.substring(int beginIndex)</code></pre>"), html);
        assertTrue(html.contains("<dd><code>beginIndex</code> - the beginning index, inclusive.</dd>"), html);
        assertFalse(html.contains("{@"), html);
    }

    @Test
    void all_overloads_are_shown_the_matching_one_first() {
        List<String> lines = notebook.inspect("Math.abs¦(1.5f)").lines().map(String::strip).toList();
        assertEquals("public static float Math.abs(float a)", lines.getFirst());
        for (String type : List.of("int", "long", "double")) {
            assertTrue(lines.contains("public static " + type + " Math.abs(" + type + " a)"), lines.toString());
        }
    }

    @Test
    void overloads_are_shown_while_the_arguments_are_not_written() {
        String text = notebook.inspect("Math.max(¦");
        assertTrue(text.contains("Math.max(int a, int b)") && text.contains("Math.max(double a, double b)"), text);
        assertTrue(notebook.inspect("Math.max(1, \"x\"¦)").contains("Math.max(long a, long b)"));
        assertTrue(notebook.inspect("greet(¦").contains("String greet(Person first, Person second)"));
    }

    @Test
    void a_variable_of_the_notebook_shows_its_type_value_and_source() {
        String text = notebook.inspect("people¦");
        assertTrue(text.contains("Declared in this notebook; holds ArrayList, size 3."), text);
        assertTrue(text.contains("var people = new ArrayList<Person>();"), text);
        assertTrue(text.contains("An ordered collection"), text);
        assertTrue(notebook.inspect("bestAge¦").contains("holds Integer."));
    }

    @Test
    void a_method_of_the_notebook_shows_its_comment_and_source() {
        String text = notebook.inspect("greet¦(null)");
        assertTrue(text.contains("Says hello to one person."), text);
        assertTrue(text.contains("hello < world"), text);
        assertTrue(text.contains("return \"Hello, \" + person.name();"), text);
        String html = notebook.inspectHtml("greet¦(null)");
        assertTrue(html.contains("Says hello to <b>one</b> person."), html);
        assertTrue(html.contains("<code>hello &lt; world</code>"), html);
    }

    @Test
    void a_type_of_the_notebook_shows_its_markdown_comment() {
        String html = notebook.inspectHtml("Person¦");
        assertTrue(html.contains("A <em>person</em> with an <code>age</code>."), html);
        assertTrue(html.contains("<li>born once</li>"), html);
        assertTrue(html.contains("see <code>String.length()</code>"), html);
        assertTrue(notebook.inspect("Person¦").contains("  - born once"));
    }

    @Test
    void inherited_comments_are_found() {
        assertTrue(notebook.inspect("people.get(0).shout¦()").contains("The name in capitals."));
        assertTrue(notebook.inspect("new ArrayList<String>().containsAll¦(null)")
                .contains("Returns true if this collection contains all"));
        assertTrue(
                notebook.inspect("record R() implements Comparable<R> { public int compareTo¦(R other) { return 0; } }")
                        .contains("Compares this object with the specified object for order"));
    }

    @Test
    void declarations_of_the_same_cell_are_documented() {
        assertTrue(notebook.inspect("/** Twice as much. */\nint twice(int n) { return 2 * n; }\ntwice¦(3)")
                .contains("Twice as much."));
    }

    @Test
    void more_detail_adds_the_source() {
        assertFalse(notebook.inspect("Objects.requireNonNull¦(null)", 0).contains("throw new NullPointerException();"));
        assertTrue(notebook.inspect("Objects.requireNonNull¦(null)", 1).contains("throw new NullPointerException();"));
        assertTrue(notebook.inspect("ArrayList¦", 1).contains("more lines"));
    }

    @Test
    void a_class_shows_its_constructors() {
        String text = notebook.inspect("StringBuilder¦");
        assertTrue(text.contains("new StringBuilder(int"), text);
        assertTrue(text.contains("A mutable sequence of characters."), text);
    }

    @Test
    void a_class_that_is_not_imported_is_found_with_its_import() {
        String text = notebook.inspect("ConcurrentHashMap¦");
        assertTrue(text.contains("import java.util.concurrent.ConcurrentHashMap;"), text);
        assertTrue(text.contains("A hash table supporting full concurrency"), text);
    }

    @Test
    void half_written_text_around_the_word_does_not_matter() {
        assertEquals("public int String.length()",
                firstLine(notebook.inspect("int y = \nString s = \"a\";\ns.length¦()")));
        assertEquals("public int String.length()", firstLine(notebook.inspect("if (\"\".length¦() > ")));
        assertEquals("public int String.length()", firstLine(notebook.inspect("foo(\"\".length¦() }\nint = ;")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"// peo¦ple", "\"peo¦ple\"", "nothingOfThatName¦", "nothing.of.that¦", "¦",
            "i¦f (true) { }", "%time peo¦ple",
            "1¦2", "x +¦ y", "{ foo(); ¦ }"})
    void there_is_no_answer_where_nothing_is_known(String marked) {
        assertEquals("", notebook.inspect(marked));
    }

    @Test
    void what_is_written_in_a_comment_cannot_inject_markup() {
        String html = notebook.inspectHtml(
                """
                        /** <script>alert(1)</script><img src=x onerror=alert(1)><b onclick="x">bold</b> <a href="javascript:x">y</a> */
                        int bad(int n) { return n; }
                        bad¦(3)""");
        assertFalse(html.contains("<script") || html.contains("<img") || html.contains("onclick")
                || html.contains("javascript:"), html);
        assertTrue(html.contains("<b>bold</b>"), html);
    }

    @Test
    void the_cursor_may_be_anywhere_in_any_text() {
        String cell = "import java.util.*;\n@Deprecated class A<T> { int[] x = {1}; }\n%time\n"
                + "for (var a : List.of(1)) { /* c */ x.y(\"s\\\"\", 'c').z[0] += a -> { ; }; }\n😀";
        for (int cursor = -1; cursor <= cell.length() + 1; cursor++) {
            notebook.assist().inspect(cell, cursor, 1).ifPresent(bundle -> assertFalse(bundle.text().isBlank()));
        }
    }
}
