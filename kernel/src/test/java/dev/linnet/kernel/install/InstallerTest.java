package dev.linnet.kernel.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

class InstallerTest {
    @TempDir
    Path directory;
    private Path home;
    private Path prefix;

    @BeforeEach
    void build() throws IOException {
        home = directory.resolve("a clone");
        prefix = directory.resolve("a prefix");
        Path built = home.resolve("notebooks/target/linnet");
        for (String folder : List.of("boot", "library")) {
            Files.createDirectories(built.resolve(folder));
            Files.writeString(built.resolve(folder).resolve(folder + ".jar"), folder);
        }
        Files.writeString(built.resolve("jvm.options"), "-Dc=d -Da=b\n");
    }

    private Path spec(String name) {
        return prefix.resolve("share/jupyter/kernels").resolve(name);
    }

    private JsonObject install(String name) throws InstallException, IOException {
        Installer.under(prefix).install(Distribution.in(home), KernelChoice.named(name, "Java (Linnet)"));
        return JsonParser.parseString(Files.readString(spec(name).resolve("kernel.json"))).getAsJsonObject();
    }

    @Test
    void the_spec_starts_this_jdk_on_the_copied_jars() throws Exception {
        JsonObject spec = install("linnet");
        Path jars = prefix.resolve("share/linnet").resolve(Distribution.version());
        var boot = jars.resolve("boot");
        assertEquals(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:Tier4InvocationThreshold=15000", "-Dc=d",
                "-Da=b", "-Dlinnet.library=" + jars.resolve("library"), "-cp",
                boot + "/linnet-kernel-" + Distribution.version() + ".jar:" + boot + "/*",
                "dev.linnet.kernel.wire.KernelMain", "{connection_file}"),
                spec.getAsJsonArray("argv").asList().stream().map(word -> word.getAsString()).toList());
        assertEquals("java", spec.get("language").getAsString());
        assertEquals("message", spec.get("interrupt_mode").getAsString());
        assertEquals("1", spec.getAsJsonObject("env").get("OMP_NUM_THREADS").getAsString());
        assertEquals("boot", Files.readString(jars.resolve("boot/boot.jar")));
        assertEquals("library", Files.readString(jars.resolve("library/library.jar")));
    }

    @Test
    void options_of_ones_own_replace_those_of_every_kernel() throws Exception {
        Installer.under(prefix)
                .install(Distribution.in(home), new KernelChoice("big", "Java, much memory", Jdk.ofThisProcess(),
                        List.of("-Xmx77m", "-Dc=other")));
        JsonObject spec = JsonParser.parseString(Files.readString(spec("big").resolve("kernel.json")))
                .getAsJsonObject();
        assertEquals(List.of("-Da=b", "-Xmx77m", "-Dc=other"), KernelSpec.command(spec).subList(2, 5));
        assertEquals("Java, much memory", spec.get("display_name").getAsString());
    }

    @Test
    void options_that_java_does_not_take_install_nothing() throws InstallException {
        var distribution = Distribution.in(home);
        var kernel = new KernelChoice("big", "Java", Jdk.ofThisProcess(), List.of("-Xmx8gg"));
        var failure = assertThrows(InstallException.class, () -> Installer.under(prefix).install(distribution, kernel));
        assertTrue(failure.getMessage().endsWith("so nothing was installed: Invalid maximum heap size: -Xmx8gg"),
                failure.getMessage());
        assertFalse(Files.exists(prefix));
    }

    @Test
    void the_place_for_every_user_is_one_that_every_users_jupyter_searches() {
        var folders = new JupyterFolders(name -> null, Path.of("/home/ada"), false);
        assertTrue(folders.all().contains(JupyterFolders.SYSTEM.resolve("share/jupyter")));
    }

    @Test
    void the_logos_are_pictures_of_the_size_that_they_say() throws Exception {
        install("linnet");
        for (int size : new int[] {32, 64}) {
            var picture = ImageIO.read(spec("linnet").resolve("logo-" + size + "x" + size + ".png").toFile());
            assertEquals(size, picture.getWidth());
            assertEquals(size, picture.getHeight());
        }
        assertTrue(Files.readString(spec("linnet").resolve("logo-svg.svg")).contains("<svg"));
    }

    @Test
    void installing_again_replaces_and_leaves_nothing_else() throws Exception {
        install("linnet");
        Files.writeString(home.resolve("notebooks/target/linnet/boot/boot.jar"), "newer");
        Files.writeString(spec("linnet").resolve("stale"), "");
        install("linnet");
        assertEquals("newer", Files.readString(
                prefix.resolve("share/linnet").resolve(Distribution.version()).resolve("boot/boot.jar")));
        assertFalse(Files.exists(spec("linnet").resolve("stale")));
        for (Path folder : List.of(spec("linnet").getParent(), prefix.resolve("share/linnet"))) {
            try (var files = Files.list(folder)) {
                assertEquals(1, files.count(), folder.toString());
            }
        }
    }

    @Test
    void it_is_known_whether_the_installed_kernel_is_this_build() throws Exception {
        var distribution = Distribution.in(home);
        assertFalse(Installer.under(prefix).isCurrent(distribution, "linnet"));
        install("linnet");
        assertTrue(Installer.under(prefix).isCurrent(distribution, "linnet"));
        Files.writeString(home.resolve("notebooks/target/linnet/library/library.jar"), "other");
        assertFalse(Installer.under(prefix).isCurrent(distribution, "linnet"));
    }

    @Test
    void uninstalling_removes_the_jars_with_the_last_kernel_that_uses_them() throws Exception {
        install("linnet");
        install("second");
        assertEquals(List.of(spec("linnet")), Installer.under(prefix).uninstall("linnet"));
        assertTrue(Files.exists(prefix.resolve("share/linnet")));
        assertEquals(2, Installer.under(prefix).uninstall("second").size());
        assertFalse(Files.exists(prefix.resolve("share/linnet")));
        var failure = assertThrows(InstallException.class, () -> Installer.under(prefix).uninstall("second"));
        assertTrue(failure.getMessage().startsWith("There is no kernel 'second' in '"), failure.getMessage());
    }

    @Test
    void the_kernel_of_another_program_is_left_alone() throws Exception {
        Files.createDirectories(spec("java"));
        Files.writeString(spec("java").resolve("kernel.json"), "{\"argv\": []}");
        var distribution = Distribution.in(home);
        var installing = assertThrows(InstallException.class,
                () -> Installer.under(prefix).install(distribution, KernelChoice.named("java", "Java")));
        assertTrue(installing.getMessage().contains("another program's"), installing.getMessage());
        assertThrows(InstallException.class, () -> Installer.under(prefix).uninstall("java"));
        assertTrue(Files.exists(spec("java").resolve("kernel.json")));
    }

    @Test
    void names_that_jupyter_does_not_take_are_refused() throws InstallException {
        var distribution = Distribution.in(home);
        for (String name : List.of("a b", "", "../x", ".hidden", "ä")) {
            var failure = assertThrows(InstallException.class,
                    () -> Installer.under(prefix).install(distribution, KernelChoice.named(name, "Java")));
            assertTrue(failure.getMessage().contains("is not a kernel name"), failure.getMessage());
        }
    }

    @Test
    void a_place_that_cannot_be_written_is_named() throws Exception {
        Files.writeString(prefix, "a file");
        var distribution = Distribution.in(home);
        var failure = assertThrows(InstallException.class,
                () -> Installer.under(prefix).install(distribution, KernelChoice.usual()));
        assertTrue(failure.getMessage().contains("--prefix"), failure.getMessage());
    }

    @Test
    void without_a_build_it_says_how_to_make_one() {
        var failure = assertThrows(InstallException.class, () -> Distribution.in(directory.resolve("empty")));
        assertTrue(failure.getMessage().contains("mvn -DskipTests package"), failure.getMessage());
    }

    @Test
    void the_version_is_the_projects() {
        assertTrue(Distribution.version().matches("\\d+\\.\\d+\\.\\d+.*"), Distribution.version());
    }

    @Test
    void jupyters_folders_follow_its_environment_variables() {
        Path user = Path.of("/home/ada");
        var plain = new JupyterFolders(name -> null, user, false);
        assertEquals(user.resolve(".local/share/jupyter"), plain.user());
        assertEquals(user.resolve("Library/Jupyter"), new JupyterFolders(name -> null, user, true).user());
        var told = new JupyterFolders(name -> switch (name) {
            case "JUPYTER_DATA_DIR" -> "/data";
            case "JUPYTER_PATH" -> "/one:/two";
            case "VIRTUAL_ENV" -> "/venv";
            default -> null;
        }, user, false);
        assertEquals(List.of(Path.of("/one"), Path.of("/two"), Path.of("/data"), Path.of("/venv/share/jupyter"),
                Path.of("/usr/local/share/jupyter"), Path.of("/usr/share/jupyter")), told.all());
        assertEquals(Path.of("/xdg/jupyter"),
                new JupyterFolders(name -> name.equals("XDG_DATA_HOME") ? "/xdg" : null, user, false).user());
    }
}
