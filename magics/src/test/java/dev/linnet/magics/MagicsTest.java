package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.kernel.error.Ansi;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

@Timeout(120)
class MagicsTest {
    @TempDir
    private Path directory;
    private Session session;
    private final List<Output> outputs = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        session = Session.open(SessionConfig.of(Library.empty(), directory));
    }

    @AfterEach
    void close() {
        session.close();
    }

    private ExecutionResult run(String code) {
        outputs.clear();
        return session.execute(ExecuteRequest.of(code), outputs::add);
    }

    private String stdout() {
        return outputs.stream()
                .filter(Output.Stream.class::isInstance)
                .map(Output.Stream.class::cast)
                .map(Output.Stream::text)
                .collect(Collectors.joining());
    }

    /** What a cell that must not fail prints. */
    private String printed(String code) {
        var result = run(code);
        assertTrue(result.ok(), () -> traceback(result));
        return stdout();
    }

    /** The text of the value that a cell ends in. */
    private String value(String code) {
        printed(code);
        return outputs.stream()
                .filter(Output.ExecuteResult.class::isInstance)
                .map(Output.ExecuteResult.class::cast)
                .map(result -> result.bundle().text())
                .findFirst()
                .orElse(null);
    }

    private static String traceback(ExecutionResult result) {
        return Ansi.strip(String.join("\n", result.error().traceback()));
    }

    private String failure(String code) {
        var result = run(code);
        assertFalse(result.ok(), code);
        return traceback(result);
    }

    @Test
    void lsmagic_lists_every_magic_with_its_summary() {
        var text = printed("%lsmagic");
        for (var name : List.of("%lsmagic", "%time %%time", "%who ", "%whos", "%reset", "%env", "%cd", "%%html",
                "%%markdown", "%%latex", "%%svg", "%%javascript", "%load", "%run", "%%writefile", "%config", "%trace",
                "%classpath", "%jars")) {
            assertTrue(text.contains(name), name + " in\n" + text);
        }
    }

    @Test
    void a_question_mark_shows_the_help() {
        var text = printed("%writefile?");
        assertTrue(text.contains("Usage: %writefile [-a] FILE"), text);
        assertTrue(text.contains("-a, --append"), text);
        assertTrue(printed("%%html?").contains("Shows the cell as HTML."), stdout());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            %tmie 1          ~ There is no magic %tmie. Did you mean %time? %lsmagic lists those that exist.
            %html x          ~ %html takes a whole cell: write %%html on the first line and its text below.
            %%who            ~ %%who does not exist, %who does: it takes one line, not the whole cell.
            %who now         ~ %who takes no argument, but there is "now".
            %%time 1 + 1     ~ %%time takes the lines below it, but there is "1 + 1" on its own line; move it down
            %run             ~ %run needs FILE [ARGUMENT...].
            %run nothing.jsh ~ nothing.jsh" does not exist.
            %load x.txt      ~ x.txt" does not exist.
            %cd nowhere      ~ nowhere" does not exist.
            %jars a.jar      ~ a.jar" does not exist; nothing was added to the class path.
            %env NO_SUCH_VAR ~ There is no environment variable NO_SUCH_VAR; set it with %env NO_SUCH_VAR=VALUE.
            %config outputlimit ~ There is no setting "outputlimit". Did you mean output-limit? There are: output-limit.
            %config output-limit=many ~ output-limit takes a whole number of characters such as 10_000_000, not "many".
            int x = %who     ~ %who gives no value that a variable could take.
            """)
    void what_cannot_be_done_gets_a_sentence_and_the_line(String code, String sentence) {
        var text = failure(code);
        assertTrue(text.contains(sentence), text);
        assertTrue(text.endsWith("    1 | " + code), text);
    }

    @Test
    void time_says_how_long_and_passes_the_value_on() {
        assertEquals("42", value("int a = 6;\n%time a * 7"));
        assertTrue(stdout().matches("(?s)Wall time: [\\d.]+ (ns|\u00B5s|ms|s)\\R"), stdout());
        assertEquals("43", value("int b = %time a * 7 + 1\nb"));
        assertEquals("[1, 2]", value("%%time\nvar list = List.of(1, 2);\nlist.toString()"));
        assertEquals("2", value("list.size()"));
    }

    @Test
    void what_is_timed_can_be_interrupted() throws Exception {
        var begun = new CountDownLatch(1);
        var result = CompletableFuture.supplyAsync(() -> session.execute(
                ExecuteRequest.of("System.out.println(1);\n%time while (true) { }"), output -> begun.countDown()),
                task -> Thread.ofPlatform().daemon().start(task));
        begun.await();
        session.interrupt();
        assertEquals(ExecutionResult.Status.ABORTED, result.get(60, TimeUnit.SECONDS).status());
    }

    @Test
    void an_error_behind_a_magic_points_at_its_place_in_the_cell() {
        var text = failure("int a = 1;\n%time a + nothing");
        assertTrue(text.contains("line 2: There is no variable `nothing`."), text);
        assertTrue(text.contains("    2 | %time a + nothing\n      |           ^^^^^^^"), text);
        assertTrue(failure("%%time\nint z = 0;\n1 / z").contains("line 3\n        3 | 1 / z"), text);
    }

    @Test
    void who_and_whos_tell_what_is_declared() {
        assertEquals("Nothing is declared yet.\n", printed("%who"));
        printed("int a = 6; String s = \"<b>\"; int f(int x) { return x; } record P(int x) {}");
        assertEquals("Variables: a, s\nMethods: f\nTypes: P\n", printed("%who"));
        printed("%whos");
        var shown = ((Output.DisplayData) outputs.getFirst()).bundle();
        assertTrue(shown.text().matches("(?s)a +int +6\\R.*s +String +.*<b>.*f +method +int f\\(int x\\).*P +record"),
                shown.text());
        assertFalse(String.valueOf(shown.data().get("text/html")).contains("<b>"), "values are escaped");
    }

    @Test
    void reset_forgets_everything_but_the_class_path_and_the_counter() {
        printed("int a = 6;");
        printed("%reset");
        assertTrue(failure("a").contains("There is no variable `a`."));
        assertEquals(4, run("1").executionCount());
    }

    @Test
    void env_shows_and_sets_variables_and_gives_them_to_java() {
        assertEquals("MY_VAR=a b, for magics and the processes that they start.\n", printed("%env MY_VAR=\"a b\""));
        assertEquals("a b", value("String v = %env MY_VAR;\nv"));
        printed("%env MY_VAR other");
        assertEquals("other", value("%env MY_VAR"));
        assertEquals("MY_API_KEY=(not shown), for magics and the processes that they start.\n",
                printed("%env MY_API_KEY=swordfish"));
        assertFalse(printed("%env").contains("swordfish"), "a saved notebook has its outputs");
        assertEquals("swordfish", value("%env MY_API_KEY"));
    }

    @Test
    void cd_moves_the_magics() throws IOException {
        Files.createDirectories(directory.resolve("in ner"));
        assertEquals("true", value("Path p = %cd \"in ner\"\np.endsWith(\"in ner\")"));
        assertTrue(stdout().contains("relative paths in Java begin in " + Path.of("").toAbsolutePath()), stdout());
        printed("%%writefile note.txt\nhello");
        assertEquals("hello", Files.readString(directory.resolve("in ner/note.txt")));
    }

    @Test
    void writefile_writes_exactly_the_body_and_appends_on_request() throws IOException {
        printed("%%writefile a.txt\n%who\n  \"quoted\" \\n\n");
        printed("%%writefile -a a.txt\nmore");
        assertEquals("%who\n  \"quoted\" \\n\nmore", Files.readString(directory.resolve("a.txt")));
        assertTrue(failure("%%writefile no/where.txt\nx").contains("' does not exist."));
    }

    @Test
    void markup_cells_show_their_body_in_their_format() {
        for (var format : Map.of("html", "text/html", "markdown", "text/markdown", "latex", "text/latex", "svg",
                "image/svg+xml", "javascript", "application/javascript").entrySet()) {
            printed("%%" + format.getKey() + "\n<x>%who</x>\n");
            assertEquals("<x>%who</x>\n",
                    ((Output.DisplayData) outputs.getFirst()).bundle().data().get(format.getValue()));
        }
    }

    @Test
    void load_runs_a_file_here_and_errors_in_it_name_its_lines() throws IOException {
        Files.writeString(directory.resolve("defs.jsh"),
                "/set feedback\nint twice(int x) { return 2 * x; }\ntwice(4)\n");
        assertEquals("8", value("%load defs.jsh"));
        assertEquals("10", value("twice(5)"));
        Files.writeString(directory.resolve("bad.jsh"), "int ok = 1;\nint z = 1 / (ok - 1);\n");
        var text = failure("%load bad.jsh");
        assertTrue(
                text.contains(
                        "ArithmeticException: / by zero\n    at bad.jsh, line 2\n        2 | int z = 1 / (ok - 1);"),
                text);
    }

    @Test
    void run_calls_the_main_method_with_its_arguments() throws IOException {
        Files.writeString(directory.resolve("Hello.java"), """
                package some.where;
                public class Hello {
                    public static void main(final String[] args) {
                        System.out.println(String.join("+", args));
                    }
                }
                """);
        assertEquals("a b+\"c\"\n", printed("%run Hello.java 'a b' \\\"c\\\""));
        assertEquals("--steps+100+--+-v\n", printed("%run Hello.java --steps 100 -- -v"));
        assertTrue(failure("%run --steps Hello.java").contains("%run has no option --steps."));
        Files.writeString(directory.resolve("Compact.java"),
                "void main() {\n    System.out.println(\"compact\");\n}\n");
        assertEquals("compact\n", printed("%run Compact.java"));
        assertTrue(failure("%run Compact.java --steps 3").contains("Compact.java takes no arguments, but there is"
                + " \"--steps\": its main method has no parameter."));
        Files.writeString(directory.resolve("script.jsh"), "int x = 3;\n");
        assertTrue(failure("%run script.jsh 3")
                .contains("script.jsh takes no arguments, but there is \"3\": it has no main method to run."));
    }

    @Test
    void trace_shows_what_was_left_out() {
        assertTrue(printed("%trace").startsWith("No cell"));
        failure("Integer.parseInt(\"x\")");
        assertTrue(printed("%trace").contains("java.lang.NumberFormatException"));
        assertTrue(stdout().contains("dev.linnet.kernel"), stdout());
    }

    @Test
    void config_limits_the_output_of_later_cells() {
        printed("%config output-limit=1_000");
        assertEquals("1000", value("%config output-limit"));
        assertTrue(printed("System.out.println(\"x\".repeat(2000));").contains("Output limit of 1000 characters"));
    }

    @Test
    void jars_make_classes_importable() throws IOException {
        var source = directory.resolve("Greeter.java");
        Files.writeString(source,
                "package hello; public class Greeter { public static String hi() { return \"hi\"; } }");
        assertEquals(0, ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", directory.toString(),
                        source.toString()));
        Files.createDirectories(directory.resolve("lib"));
        try (var jar = new JarOutputStream(Files.newOutputStream(directory.resolve("lib/greeter.jar")))) {
            jar.putNextEntry(new ZipEntry("hello/Greeter.class"));
            jar.write(Files.readAllBytes(directory.resolve("hello/Greeter.class")));
        }
        assertEquals("hi", value("%jars lib\nimport hello.Greeter;\nGreeter.hi()"));
        assertTrue(printed("%classpath").contains("greeter.jar"));
        assertTrue(failure("%reset\nGreeter.hi()").contains("import hello.Greeter;"));
        assertEquals("hi", value("hello.Greeter.hi()"));
    }

    @Test
    void a_file_that_is_no_jar_is_not_added() throws IOException {
        Files.writeString(directory.resolve("data.csv"), "a,b");
        for (var magic : List.of("%jars", "%classpath")) {
            assertTrue(failure(magic + " data.csv").contains("data.csv\" is no jar"), magic);
        }
        assertFalse(printed("%classpath").contains("data.csv"), stdout());
    }

    @Test
    void names_options_and_arguments_of_magics_complete() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data.jsh"), "");
        assertEquals(List.of("who", "whos"), matches("int a;\n%wh"));
        assertEquals(List.of("writefile"), matches("%%wr"));
        assertTrue(matches("%").containsAll(List.of("cd", "lsmagic", "time")));
        assertTrue(matches("int b;\n%").contains("cd"));
        assertTrue(matches("%%").containsAll(List.of("bash", "time", "writefile")));
        assertFalse(matches("a %").contains("cd"), "a remainder");
        assertEquals(List.of(), matches("%%bash\n"));
        assertEquals(List.of(), matches("%%writefile x\na"));
        assertTrue(matches("%%time\nabstr").contains("abstract"));
        assertEquals(List.of("--append"), matches("%%writefile --"));
        assertEquals(List.of("data.jsh", "data/"), matches("%load da"));
        assertEquals(List.of("output-limit"), matches("%config out"));
        assertEquals(6, session.complete("%load dat", 9).start());
    }

    private List<String> matches(String code) {
        return session.complete(code, code.length()).matches().stream().map(Completion.Match::text).toList();
    }

    @Test
    void a_magic_of_the_users_own_works_at_once() {
        printed("Magics.line(\"shout\", \"Says it loudly.\", text -> text.toUpperCase() + \"!\");");
        assertEquals("HEY!", value("%shout hey"));
        assertEquals("4", value("var s = %shout hey\ns.length()"));
    }

    @Test
    void percent_words_inside_text_blocks_stay_text() {
        assertEquals("%who\n%%html\n", value("var s = \"\"\"\n%who\n%%html\n\"\"\";\ns"));
        assertEquals("1", value("int a = 7;\nint b = 3;\na\n% b"));
    }
}
