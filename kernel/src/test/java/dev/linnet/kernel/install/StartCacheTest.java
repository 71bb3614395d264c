package dev.linnet.kernel.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

class StartCacheTest {
    private static final String OPTIONS = "--add-exports java.base/jdk.internal.module=ALL-UNNAMED -Xmx512m";

    @TempDir
    Path directory;

    private Path distribution(boolean whole) throws IOException {
        Path built = directory.resolve("home/notebooks/target/linnet");
        Path boot = Files.createDirectories(built.resolve("boot"));
        Files.createDirectories(built.resolve("library"));
        Files.writeString(built.resolve("jvm.options"), OPTIONS);
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (whole && Files.isDirectory(path)) {
                jar(path, boot.resolve("folder-" + number++ + ".jar"));
            } else if (whole && !path.getFileName().toString().contains("junit")) {
                Files.copy(path, boot.resolve(path.getFileName()));
            }
        }
        return directory.resolve("home");
    }

    private static void jar(Path folder, Path to) throws IOException {
        try (var jar = new JarOutputStream(Files.newOutputStream(to)); var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
    }

    private Installed install(Path home) throws InstallException {
        return Installer.under(directory).install(Distribution.in(home), KernelChoice.usual());
    }

    private List<String> argv() throws IOException {
        JsonObject spec = JsonParser
                .parseString(Files.readString(directory.resolve("share/jupyter/kernels/linnet/kernel.json")))
                .getAsJsonObject();
        return spec.getAsJsonArray("argv").asList().stream().map(word -> word.getAsString()).toList();
    }

    @Test
    void the_installed_kernel_starts_from_its_cache() throws Exception {
        Installed installed = install(distribution(true));
        assertEquals("", installed.note());
        Path cache = directory.resolve("share/linnet").resolve(Distribution.version()).resolve("linnet.aot");
        assertEquals("-XX:AOTCache=" + cache, argv().get(1));
        // With AOTMode=on the virtual machine refuses to start unless it can use the cache.
        var command = new ArrayList<>(argv());
        command.removeIf(word -> word.startsWith("-Xlog"));
        command.add(1, "-XX:AOTMode=on");
        command.set(command.size() - 1, directory.resolve("absent.json").toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor());
        assertTrue(said.startsWith("linnet: ") && said.contains("absent.json"), said);
        Installer.under(directory).uninstall("linnet");
        assertFalse(Files.exists(cache));
    }

    @Test
    void a_start_takes_every_class_of_ours_from_the_cache() throws Exception {
        install(distribution(true));
        Path connection = directory.resolve("connection.json");
        Files.writeString(connection, """
                {"transport": "tcp", "ip": "127.0.0.1", "shell_port": 0, "iopub_port": 0, "stdin_port": 0,
                 "control_port": 0, "hb_port": 0, "signature_scheme": "hmac-sha256", "key": "secret"}""");
        Path log = directory.resolve("classes.log");
        var command = new ArrayList<>(argv());
        command.removeIf(word -> word.startsWith("-Xlog"));
        command.add(1, "-Xlog:class+load:file=" + log);
        command.set(command.size() - 1, connection.toString());
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!Files.exists(log) || !Files.readString(log).contains(" dev.linnet.kernel.javac.OneCompiler ")
                    || Files.readString(connection).contains("\"shell_port\": 0")) {
                assertTrue(process.isAlive() && System.nanoTime() < deadline, "the kernel did not come up");
                Thread.sleep(20);
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
        var lines = Files.readAllLines(log);
        assertTrue(
                lines.stream().anyMatch(line -> line.contains(" dev.linnet.kernel.wire.KernelProcess source: shared")));
        assertEquals(List.of(),
                lines.stream()
                        .filter(line -> line.contains(" dev.linnet.") && line.contains("source: file:"))
                        .toList());
    }

    @Test
    void without_a_cache_the_kernel_is_installed_all_the_same_and_the_person_told() throws Exception {
        Installed installed = install(distribution(false));
        assertTrue(installed.note()
                .startsWith("It starts without an AOT cache, about a second slower, because none"
                        + " could be made: java ended with 1: Error: Could not find or load main class"),
                installed.note());
        assertFalse(argv().stream().anyMatch(word -> word.contains("AOT")), argv().toString());
    }
}
