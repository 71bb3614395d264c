package dev.linnet.kernel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int linnet(String... arguments) {
        return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @AfterEach
    void reset() {
        System.clearProperty("linnet.home");
        System.clearProperty("linnet.library");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "lab", "install", "uninstall", "test", "fetch", "doctor", "version"})
    void every_command_has_help_with_exit_codes(String command) {
        assertEquals(ExitCode.OK, linnet(command, "--help"));
        assertTrue(out.toString().startsWith("Usage: linnet " + command), out.toString());
        assertTrue(out.toString().contains("Exit codes:"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void without_a_command_all_of_them_are_listed() {
        assertEquals(ExitCode.OK, linnet());
        for (String command : List.of("run ", "lab ", "install ", "uninstall ", "test ", "fetch ", "doctor ",
                "version ")) {
            assertTrue(out.toString().contains("\n  " + command), command);
        }
    }

    @Test
    void misuse_is_one_sentence_and_code_2() {
        assertEquals(ExitCode.MISUSE, linnet("frobnicate"));
        assertTrue(err.toString().startsWith("linnet: There is no command 'frobnicate'; there are run, lab,"),
                err.toString());
    }

    @Test
    void an_unknown_option_is_named_with_the_nearest_one() {
        assertEquals(ExitCode.MISUSE, linnet("run", "--timeuot", "3", "n.ipynb"));
        assertTrue(err.toString().contains("'--timeuot'") && err.toString().contains("--timeout"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "1e99"})
    void a_timeout_must_be_some_seconds(String seconds) {
        assertEquals(ExitCode.MISUSE, linnet("run", "--timeout", seconds, "n.ipynb"));
        assertTrue(err.toString().startsWith("linnet: --timeout takes a number of seconds"), err.toString());
    }

    @Test
    void a_notebook_that_is_missing_or_broken_is_named_and_nothing_runs() throws IOException {
        assertEquals(ExitCode.MISUSE, linnet("run", "absent.ipynb"));
        assertTrue(err.toString().startsWith("linnet: There is no notebook 'absent.ipynb'."), err.toString());
        Path broken = Files.writeString(directory.resolve("broken.ipynb"), "{\n\"cells\": [");
        assertEquals(ExitCode.MISUSE, linnet("run", broken.toString()));
        assertTrue(err.toString().contains("is not valid JSON: it ends too early, in line 2"), err.toString());
    }

    @Test
    void of_several_notebooks_none_runs_when_one_is_no_good() throws IOException {
        Path good = Files.writeString(directory.resolve("good.ipynb"),
                "{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": []}");
        assertEquals(ExitCode.MISUSE, linnet("run", "-o", directory.resolve("out").toString(), good.toString(),
                directory.resolve("absent.ipynb").toString()));
        assertTrue(Files.notExists(directory.resolve("out/good.ipynb")));
        try (var left = Files.list(directory.resolve("out"))) {
            assertEquals(0, left.count(), "the lock of the first notebook is given back");
        }
    }

    @Test
    void version_names_linnet_and_the_jdk() {
        assertEquals(ExitCode.OK, linnet("--version"));
        assertTrue(out.toString().matches("(?s)linnet \\d.*, Java \\d+.* in .*"), out.toString());
    }

    @Test
    void doctor_says_what_was_found_and_how_to_get_the_rest() {
        assertEquals(ExitCode.OK, linnet("doctor"));
        for (String subject : List.of("JDK", "Memory", "CPU", "Jupyter", "C++ compiler", "nvcc", "NVRTC",
                "NVIDIA driver")) {
            assertTrue(out.toString().contains("  " + subject + " "), subject);
        }
    }

    @Test
    void install_and_uninstall_say_what_they_wrote_and_removed() throws IOException {
        Path home = directory.resolve("home");
        Path built = home.resolve("notebooks/target/linnet");
        Files.createDirectories(built.resolve("boot"));
        Files.createDirectories(built.resolve("library"));
        Files.writeString(built.resolve("jvm.options"), "-Da=b");
        Files.writeString(home.resolve("pom.xml"), "");
        System.setProperty("linnet.home", home.toString());
        Path prefix = directory.resolve("pre fix");
        assertEquals(ExitCode.OK, linnet("install", "--prefix", prefix.toString(), "--name", "mine"), err.toString());
        Path spec = prefix.resolve("share/jupyter/kernels/mine");
        assertTrue(out.toString().contains("\n  " + spec + "\n"), out.toString());
        assertTrue(Files.exists(spec.resolve("kernel.json")));
        assertEquals(ExitCode.OK, linnet("uninstall", "--prefix", prefix.toString(), "--name", "mine"));
        assertTrue(Files.notExists(spec));
        assertEquals(ExitCode.FAILED, linnet("uninstall", "--prefix", prefix.toString(), "--name", "mine"));
        assertEquals(ExitCode.OK, linnet("install", "--prefix", prefix.toString(), "--name", "big", "--jvm=-Xmx99m",
                "--jvm", "-Dx=y z", "--jdk", System.getProperty("java.home")), err.toString());
        assertTrue(out.toString().contains(System.getProperty("java.home") + ", with -Xmx99m -Dx=y z. Written:"),
                out.toString());
        assertEquals(ExitCode.MISUSE, linnet("install", "--prefix", prefix.toString(), "--jvm=8g"));
        assertEquals(ExitCode.FAILED, linnet("install", "--prefix", prefix.toString(), "--jdk", "no/such"));
        assertTrue(err.toString().contains("There is no JDK 'no/such'"), err.toString());
        assertEquals(ExitCode.MISUSE, linnet("install", "--user", "--prefix", prefix.toString()));
        assertEquals(ExitCode.MISUSE, linnet("install", "--system", "--user"));
    }

    @Test
    void without_a_repository_commands_that_need_one_say_so() {
        assertEquals(ExitCode.FAILED, linnet("install"));
        assertTrue(err.toString().contains("use the linnet script"), err.toString());
    }

    @Test
    void test_names_the_modules_that_exist() throws IOException {
        Files.writeString(directory.resolve("pom.xml"), "");
        Files.createDirectories(directory.resolve("kernel"));
        Files.writeString(directory.resolve("kernel/pom.xml"), "");
        System.setProperty("linnet.home", directory.toString());
        assertEquals(ExitCode.MISUSE, linnet("test", "--module", "kernal"));
        assertEquals("linnet: There is no module 'kernal'; there are kernel.\n", err.toString());
    }

    @Test
    void fetch_lists_what_there_is_and_refuses_what_there_is_not() throws IOException {
        Path jar = directory.resolve("linnet-lib.jar");
        try (var zip = new java.util.jar.JarOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("META-INF/linnet/lazy-libraries.properties"));
            zip.write("heavy.title=Heavy\nheavy.size=7 MB\nheavy.artifacts=example:absent:1\n".getBytes(
                    java.nio.charset.StandardCharsets.UTF_8));
        }
        System.setProperty("linnet.library", directory.toString());
        assertEquals(ExitCode.OK, linnet("fetch", "--list"));
        assertEquals("heavy: Heavy, 7 MB, is not here\n", out.toString());
        assertEquals(ExitCode.MISUSE, linnet("fetch", "light"));
        assertEquals("linnet: There is no library 'light' to fetch; there are heavy.\n", err.toString());
    }
}
