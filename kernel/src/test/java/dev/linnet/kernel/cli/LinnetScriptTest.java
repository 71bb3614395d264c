package dev.linnet.kernel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The linnet script in a clone of its own, with a JDK whose {@code java} prints what it is given and a {@code mvn} that
 * notes that it was called.
 */
class LinnetScriptTest {
    @TempDir
    Path directory;
    private Path home;
    private Path jdk;
    private Path tools;
    private final Map<String, String> environment = new TreeMap<>();

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void makeClone() throws IOException {
        home = Files.createDirectories(directory.resolve("a clone with spaces"));
        // Only the JDKs of this test are new enough.
        executable(home.resolve("linnet"), Files.readString(Path.of("..", "linnet")).replace("needed=25", "needed=99"));
        for (String module : List.of("kernel", "notebooks")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("notebooks/assembly.xml"), "");
        Files.writeString(home.resolve("notebooks/jvm.options"), "");
        jdk = jdk("jdk 99", 99);
        environment.put("JAVA_HOME", jdk.toString());
        tools = Files.createDirectories(directory.resolve("tools"));
        maven("mkdir -p notebooks/target/linnet/boot notebooks/target/linnet/library\n"
                + "echo '-Da=b -Dc=d' >notebooks/target/linnet/jvm.options");
    }

    private Path jdk(String name, int version) throws IOException {
        Path folder = directory.resolve(name);
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + ".0.1\"\n");
        executable(folder.resolve("bin/javac"), "");
        executable(folder.resolve("bin/java"),
                "#!/bin/sh\necho \"in $PWD\"\necho \"threads $OMP_NUM_THREADS\"\nfor a do echo \"<$a>\"; done\nexit 7\n");
        return folder;
    }

    private void maven(String does) throws IOException {
        executable(tools.resolve("mvn"),
                "#!/bin/sh\necho \"mvn $* JAVA_HOME=$JAVA_HOME\" >>'" + directory.resolve("calls") + "'\n" + does
                        + "\n");
    }

    private List<String> mavenCalls() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result linnet(String... arguments) throws Exception {
        return run(directory, home.resolve("linnet"), arguments);
    }

    private Result run(Path folder, Path script, String... arguments) throws Exception {
        Process process = start(folder, script, arguments);
        var err = new FutureTask<>(() -> new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(err);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err.get());
    }

    private Process start(Path folder, Path script, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("JDK_HOME", "OMP_NUM_THREADS", "LINNET_DEBUG"));
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Test
    void the_first_call_builds_and_then_runs_the_program_with_its_exit_code() throws Exception {
        Result result = linnet("fetch", "a b", "*");
        assertEquals(7, result.code(), result.err());
        assertEquals(List.of("mvn -B -Dmaven.test.skip=true -pl notebooks -am package JAVA_HOME=" + jdk), mavenCalls());
        assertTrue(result.err().startsWith("linnet: Building for the first time"), result.err());
        String built = home.toRealPath().resolve("notebooks/target/linnet").toString();
        assertTrue(result.out().contains("threads 1\n"), result.out());
        assertTrue(result.out().contains("<-Da=b>\n<-Dc=d>\n<-Dlinnet.home=" + home.toRealPath() + ">\n"),
                result.out());
        assertTrue(
                result.out()
                        .endsWith("<-cp>\n<" + built + "/boot/*>\n<dev.linnet.kernel.cli.Main>\n<fetch>\n<a b>\n<*>\n"),
                result.out());
    }

    @Test
    void what_is_up_to_date_is_not_built_again() throws Exception {
        linnet("version");
        assertEquals("", linnet("version").err());
        assertEquals(1, mavenCalls().size());
    }

    @Test
    void a_newer_or_a_deleted_source_is_built() throws Exception {
        Path source = Files.writeString(home.resolve("kernel/src/main/A.java"), "");
        linnet("version");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 5000));
        assertEquals("linnet: Building what has changed ...\n", linnet("version").err());
        assertEquals(2, mavenCalls().size());
        Files.setLastModifiedTime(source, FileTime.fromMillis(0));
        linnet("version");
        assertEquals(2, mavenCalls().size());
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.fromMillis(System.currentTimeMillis() + 5000));
        linnet("version");
        assertEquals(3, mavenCalls().size());
    }

    @Test
    void a_failing_build_shows_its_end_and_leaves_no_lock() throws Exception {
        maven("echo 'the reason'; exit 1");
        Result result = linnet("version");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("the reason\nlinnet: The build failed."), result.err());
        assertEquals("", result.out());
        assertFalse(Files.exists(home.resolve("target/linnet-build.lock")));
        makeClone();
        assertEquals(7, linnet("version").code());
    }

    @Test
    void without_maven_it_says_so() throws Exception {
        Files.delete(tools.resolve("mvn"));
        // A path with the usual tools but no Maven.
        for (String tool : List.of("sh", "dirname", "basename", "readlink", "sed", "find", "head", "mkdir", "rm", "cat",
                "sleep", "touch", "tail", "mv")) {
            Path real = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            executable(tools.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        environment.put("PATH", tools.toString());
        Result result = linnet("version");
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith("linnet: Maven is needed to build Linnet and is not on the PATH"),
                result.err());
    }

    @Test
    void a_build_whose_linnet_was_killed_does_not_block_the_next() throws Exception {
        Path lock = Files.createDirectories(home.resolve("target/linnet-build.lock"));
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(lock.resolve("owner"), dead.pid() + "\n");
        assertEquals(7, linnet("version").code());
        assertFalse(Files.exists(lock));
    }

    @Test
    void two_at_once_build_once() throws Exception {
        Path gate = directory.resolve("gate");
        assertEquals(0, new ProcessBuilder("mkfifo", gate.toString()).start().waitFor());
        maven("cat '" + gate + "'; mkdir -p notebooks/target/linnet/boot notebooks/target/linnet/library; "
                + "echo x >notebooks/target/linnet/jvm.options");
        Process first = start(directory, home.resolve("linnet"), "version");
        assertTrue(first.errorReader().readLine().startsWith("linnet: Building for the first time"));
        Process second = start(directory, home.resolve("linnet"), "version");
        assertEquals("linnet: Another linnet is building; waiting for it.", second.errorReader().readLine());
        Files.writeString(gate, "go");
        assertEquals(7, first.waitFor());
        assertEquals(7, second.waitFor());
        assertEquals(1, mavenCalls().size());
    }

    @Test
    void a_jdk_that_is_too_old_is_passed_over() throws Exception {
        environment.put("JAVA_HOME", jdk("old", 17).toString());
        environment.put("JDK_HOME", jdk.toString());
        assertEquals(7, linnet("version").code());
    }

    @Test
    void the_java_on_the_path_is_found_through_symbolic_links() throws Exception {
        environment.remove("JAVA_HOME");
        environment.put("JAVA_HOME", "");
        Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
        assertEquals(7, linnet("version").code());
    }

    @Test
    void a_jdk_of_sdkman_is_found() throws Exception {
        environment.put("JAVA_HOME", "");
        Path candidates = Files.createDirectories(directory.resolve(".sdkman/candidates/java"));
        Files.move(jdk, candidates.resolve("99.0.1-tem"));
        assertEquals(7, linnet("version").code());
    }

    @Test
    void without_a_new_enough_jdk_the_newest_is_named_with_what_to_do() throws Exception {
        environment.put("JAVA_HOME", jdk("old", 98).toString());
        Result result = linnet("version");
        assertEquals(1, result.code());
        assertEquals("linnet: A JDK 99 or newer is needed, and the newest here is 98 (in " + directory.resolve("old")
                + "). Install one, e.g. from https://adoptium.net, or set JAVA_HOME to it.\n", result.err());
    }

    @Test
    void a_java_without_a_compiler_is_no_jdk() throws Exception {
        Files.delete(jdk.resolve("bin/javac"));
        assertEquals(1, linnet("version").code());
    }

    @Test
    void it_can_be_called_through_symbolic_links_from_anywhere() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin dir"));
        Files.createSymbolicLink(home.resolve("alias"), Path.of("linnet"));
        Path link = Files.createSymbolicLink(bin.resolve("linnet"), Path.of("../a clone with spaces/alias"));
        Result result = run(bin, link, "version");
        assertEquals(7, result.code(), result.err());
        assertTrue(result.out().contains("<-Dlinnet.home=" + home.toRealPath() + ">"), result.out());
        assertTrue(result.out().contains("<-Dlinnet.cwd=" + bin + ">"), result.out());
    }

    @Test
    void only_run_gets_the_vector_module_and_starts_in_the_notebooks_folder() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("my notebooks"));
        Files.writeString(folder.resolve("n.ipynb"), "");
        Files.writeString(directory.resolve("o.ipynb"), "");
        Result result = linnet("run", "-o", "o.ipynb", "my notebooks/n.ipynb");
        assertTrue(result.out().startsWith("in " + folder + "\n"), result.out());
        assertTrue(result.out().contains("<-Dlinnet.cwd=" + directory + ">"), result.out());
        assertTrue(linnet("run", "absent.ipynb").out().startsWith("in " + directory + "\n"));
        assertFalse(result.out().contains("<-XX:+UseSerialGC>"), result.out());
        assertTrue(linnet("doctor").out().contains("<-XX:+UseSerialGC>"));
    }

    @Test
    void run_asks_for_huge_pages_where_linux_gives_them_to_those_who_ask() throws Exception {
        Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        boolean given = Files.isReadable(setting) && Files.readString(setting).contains("[madvise]");
        Result result = linnet("run", "absent.ipynb");
        assertEquals(given, result.out().contains("<-XX:+UseTransparentHugePages>"), result.out());
        assertEquals("", linnet("run", "absent.ipynb").err());
        assertFalse(linnet("doctor").out().contains("HugePages"));
    }

    @Test
    void run_says_nothing_where_there_are_no_huge_pages() throws Exception {
        Path script = home.resolve("linnet");
        String text = Files.readString(script);
        assertTrue(text.contains("/sys/kernel/mm/"));
        executable(script, text.replace("/sys/kernel/mm/", directory + "/"));
        linnet("run", "absent.ipynb");
        Result without = linnet("run", "absent.ipynb");
        assertEquals("", without.err());
        assertFalse(without.out().contains("HugePages"), without.out());
        Files.createDirectories(directory.resolve("transparent_hugepage"));
        Files.writeString(directory.resolve("transparent_hugepage/enabled"), "always madvise [never]\n");
        assertFalse(linnet("run", "absent.ipynb").out().contains("HugePages"));
        Files.writeString(directory.resolve("transparent_hugepage/enabled"), "always [madvise] never\n");
        assertTrue(linnet("run", "absent.ipynb").out().contains("<-XX:+UseTransparentHugePages>"));
    }

    @Test
    void a_users_number_of_threads_is_kept() throws Exception {
        environment.put("OMP_NUM_THREADS", "4");
        assertTrue(linnet("version").out().contains("threads 4\n"));
    }
}
