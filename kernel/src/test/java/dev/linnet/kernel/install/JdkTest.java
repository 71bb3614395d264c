package dev.linnet.kernel.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonParser;

class JdkTest {
    @TempDir
    Path directory;
    private Path place;

    @BeforeEach
    void jdks() throws IOException {
        place = Files.createDirectory(directory.resolve("usual place"));
        jdk("old-17", "17.0.1");
        jdk("graal-26", "26");
        jdk("mac-25/Contents/Home", "25.0.3");
        Files.createDirectories(place.resolve("runtime-25/bin"));
        Files.writeString(place.resolve("runtime-25/release"), "JAVA_VERSION=\"25\"\n");
    }

    /** A JDK whose java starts this one's. */
    private void jdk(String name, String version) throws IOException {
        Path bin = Files.createDirectories(place.resolve(name).resolve("bin"));
        Files.writeString(bin.resolveSibling("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            Path own = Path.of(System.getProperty("java.home"), "bin", program);
            Path script = Files.writeString(bin.resolve(program), "#!/bin/sh\nexec '" + own + "' \"$@\"\n");
            assertTrue(script.toFile().setExecutable(true));
        }
    }

    private Jdk of(String told) throws InstallException {
        return Jdk.of(told, List.of(directory.resolve("nowhere"), place));
    }

    private String refusal(String told) {
        return assertThrows(InstallException.class, () -> of(told)).getMessage();
    }

    @Test
    void it_is_found_by_its_folder_or_by_its_name_in_the_usual_places() throws InstallException {
        assertEquals(new Jdk(place.resolve("graal-26"), 26), of("graal-26"));
        assertEquals(new Jdk(place.resolve("graal-26"), 26), of(place.resolve("graal-26") + "/"));
        assertEquals(new Jdk(place.resolve("mac-25/Contents/Home"), 25), of("mac-25"));
        assertEquals(Runtime.version().feature(), Jdk.of(System.getProperty("java.home")).version());
    }

    @Test
    void what_is_no_jdk_or_too_old_is_refused_with_a_sentence() {
        assertEquals("There is no JDK 'azul'; give its folder, or one of the names graal-26.", refusal("azul"));
        assertTrue(refusal("old-17").endsWith("old-17' is a JDK 17; Linnet needs 25 or newer."), refusal("old-17"));
        assertTrue(refusal("runtime-25").endsWith("is no JDK: it has no bin/java and bin/javac."),
                refusal("runtime-25"));
        assertTrue(refusal("/nowhere/at all").startsWith("There is no JDK '/nowhere/at all'"));
    }

    @Test
    void kernels_of_several_jdks_live_beside_each_other() throws Exception {
        Path built = directory.resolve("home/notebooks/target/linnet");
        for (String folder : List.of("boot", "library")) {
            Files.createDirectories(built.resolve(folder));
            Files.writeString(built.resolve(folder).resolve(folder + ".jar"), folder);
        }
        Files.writeString(built.resolve("jvm.options"), "-Xmx64m");
        var installer = Installer.under(directory.resolve("a prefix"));
        var distribution = Distribution.in(directory.resolve("home"));
        installer.install(distribution, KernelChoice.usual());
        installer.install(distribution, new KernelChoice("graal", "Java (Graal)", of("graal-26"), List.of("-Xmx99m")));
        assertEquals(Path.of(System.getProperty("java.home"), "bin/java").toString(), program("linnet"));
        assertEquals(place.resolve("graal-26/bin/java").toString(), program("graal"));
        assertTrue(installer.isCurrent(distribution, "linnet") && installer.isCurrent(distribution, "graal"));
        installer.uninstall("graal");
        assertTrue(installer.isCurrent(distribution, "linnet"));
    }

    private String program(String kernel) throws IOException {
        var json = Files
                .readString(directory.resolve("a prefix/share/jupyter/kernels").resolve(kernel).resolve("kernel.json"));
        return KernelSpec.command(JsonParser.parseString(json).getAsJsonObject()).getFirst();
    }
}
