package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.session.SessionConfig;

/** {@code %seed}, {@code %jvm}, {@code %run} of notebooks, and magics of the user's own. */
@Timeout(120)
class SessionMagicsTest {
    @TempDir
    private Path directory;
    private Notebook notebook;

    @BeforeEach
    void open() {
        notebook = new Notebook(directory);
    }

    @AfterEach
    void close() {
        notebook.close();
    }

    @Test
    void a_seed_is_a_variable_that_cells_pass_on() {
        assertTrue(notebook.failure("%seed")
                .contains("No seed is set; set one with %seed 42 or have one drawn with %seed random."));
        assertEquals("seed = 42\n", notebook.printed("%seed 42"));
        assertEquals("true", notebook.value("new Random(seed).nextLong() == new Random(42L).nextLong()"));
        assertEquals("43", notebook.value("long next = %seed;\nnext + 1"));
        assertEquals("7", notebook.value("seed = 7;\n%seed"));
        notebook.printed("%seed random");
        assertEquals("true", notebook.value("seed >= 0"));
        assertTrue(notebook.failure("%seed 1.5")
                .contains("A seed is a whole number such as 42 (of 64 bits), not \"1.5\"."));
    }

    @Test
    void jvm_shows_the_machine_and_how_to_change_its_options() {
        var text = notebook.printed("%jvm");
        assertTrue(text.contains("Java             " + Runtime.version()), text);
        assertTrue(text.contains("Preview features off"), text);
        assertTrue(text.contains("JDK_JAVA_OPTIONS"), text);
    }

    @Test
    void a_session_without_a_kernel_says_how_to_start_with_other_options() {
        var text = notebook.failure("%jvm -Xmx8g --enable-preview");
        assertTrue(text.contains("JDK_JAVA_OPTIONS=\"-Xmx8g --enable-preview\" linnet run NOTEBOOK"), text);
        var already = ManagementFactory.getRuntimeMXBean().getInputArguments().getFirst();
        assertEquals("Java runs with " + already + " already.\n", notebook.printed("%jvm " + already));
        assertTrue(notebook.failure("%jvm 8g").contains("begin with a dash"));
        assertTrue(notebook.failure("%jvm --yes").contains("There is nothing to say yes to: name the options"));
    }

    @Test
    void jvm_completes_its_own_options_and_common_ones_of_java() {
        assertEquals(List.of("-Xmx", "-Xss"), notebook.matches("%jvm --yes -X").stream().limit(2).toList());
        assertTrue(notebook.matches("%jvm --").containsAll(List.of("--yes", "--fresh", "--enable-preview")));
    }

    @Test
    void preview_features_are_on_where_the_virtual_machines_options_say_so() {
        assertTrue(SessionConfig.previews(Map.of("JDK_JAVA_OPTIONS", "-Xmx1g --enable-preview")));
        assertFalse(SessionConfig.previews(Map.of("JDK_JAVA_OPTIONS", "-Dx=--enable-preview")));
    }

    @Test
    void pwd_is_where_cd_went() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        assertEquals("true", notebook.value("%cd data\nvar here = %pwd\nhere.endsWith(\"data\")"));
    }

    @Test
    void run_runs_the_code_cells_of_a_notebook() throws IOException {
        Files.writeString(directory.resolve("setup.ipynb"), """
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                  {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "text"},
                  {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "execution_count": null,
                   "source": ["int a = 6;\\n", "System.out.println(a);"]},
                  {"cell_type": "code", "id": "c", "metadata": {}, "outputs": [], "execution_count": null,
                   "source": "a * 7"}]}
                """);
        assertEquals("42", notebook.value("%run setup.ipynb"));
        assertEquals("6\n", notebook.printed());
        assertEquals("7", notebook.value("a + 1"));
        assertEquals(List.of("setup.ipynb"), notebook.matches("%run set"));
        var text = notebook.failure("%run setup.ipynb 1");
        assertTrue(text.contains("A notebook takes no arguments, but there is \"1\""), text);
        Files.writeString(directory.resolve("bad.ipynb"), "{");
        assertTrue(notebook.failure("%run bad.ipynb").contains("is not valid JSON"));
    }

    @Test
    void an_error_in_a_notebook_that_is_run_names_its_cell() throws IOException {
        Files.writeString(directory.resolve("bad.ipynb"), """
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                  {"cell_type": "code", "id": "c", "metadata": {}, "outputs": [], "execution_count": null,
                   "source": "int one = 1;\\none / (one - 1)"}]}
                """);
        var text = notebook.failure("%run bad.ipynb");
        assertTrue(text.contains("ArithmeticException: / by zero\n    at bad.ipynb cell 1, line 2"), text);
    }

    @Test
    void magics_of_the_users_own_complete_and_show_their_help() {
        notebook.printed("""
                Magics.line("shout", "Says it loudly.", text -> text.toUpperCase() + "!");
                Magics.cell("lines", "Counts the lines.", body -> body.lines().count());""");
        assertEquals("HEY!", notebook.value("%shout hey"));
        assertEquals("2", notebook.value("%%lines\nint is not\njava"));
        assertEquals(List.of("shout"), notebook.matches("%sho"));
        assertEquals(List.of("lines"), notebook.matches("%%li"));
        assertTrue(notebook.printed("%shout?").contains("Says it loudly."));
        assertTrue(notebook.printed("%lsmagic").contains("%%lines"));
    }

    @Test
    void magics_and_renderers_of_a_jar_that_is_added_are_there_at_once() throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes/META-INF/services"))
                .resolve("../..")
                .normalize();
        Path source = Files.writeString(directory.resolve("Tools.java"), """
                package tools;
                import dev.linnet.display.*;
                import dev.linnet.kernel.magic.*;
                public class Tools implements LineMagic {
                    public record Bird(String name) {}
                    public static class Birds implements Renderer<Bird> {
                        public Class<Bird> type() { return Bird.class; }
                        public MimeBundle render(Bird bird) { return MimeBundle.text("a bird called " + bird.name()); }
                    }
                    public MagicSpec spec() { return MagicSpec.of("tool", "A tool.").withArguments("WORD", 1, 1); }
                    public Object runLine(MagicCall call, MagicContext context) { return new Bird(call.argument()); }
                }
                """);
        assertEquals(0, ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), "-d", classes.toString(),
                        source.toString()));
        Files.writeString(classes.resolve("META-INF/services/dev.linnet.kernel.magic.Magic"),
                "tools.Tools # a comment\ntools.Absent\n");
        Files.writeString(classes.resolve("META-INF/services/dev.linnet.display.Renderer"), "tools.Tools$Birds\n");
        assertTrue(notebook.failure("%tool wren").contains("There is no magic %tool."));
        var said = notebook.printed("%classpath classes");
        assertTrue(said.contains("The magic tools.Absent of classes cannot be used:"), said);
        assertEquals("a bird called wren", notebook.value("%tool wren"));
        notebook.printed("%reset");
        assertEquals("a bird called owl", notebook.value("%tool owl"));
        assertEquals(List.of("tool"), notebook.matches("%too"));
    }

    @Test
    void a_magic_with_options_is_a_class_in_a_cell() {
        notebook.printed("""
                import dev.linnet.kernel.magic.*;
                class Repeat implements LineMagic {
                    public MagicSpec spec() {
                        return MagicSpec.of("repeat", "Repeats a word.")
                                .withOption(MagicOption.value("COUNT", "how often", "-n", "--times"))
                                .withArguments("WORD", 1, 1);
                    }
                    public Object runLine(MagicCall call, MagicContext context) throws MagicException {
                        return call.argument().repeat(call.integer("-n", 2, 1));
                    }
                    public List<String> completeArgument(String partial, MagicContext context) {
                        return List.of("word");
                    }
                }
                Magics.register(new Repeat());""");
        assertEquals("hahaha", notebook.value("%repeat -n 3 ha"));
        assertEquals(List.of("--times"), notebook.matches("%repeat --"));
        assertEquals(List.of("word"), notebook.matches("%repeat w"));
        assertTrue(notebook.failure("%repeat -x ha").contains("%repeat has no option -x."));
    }
}
