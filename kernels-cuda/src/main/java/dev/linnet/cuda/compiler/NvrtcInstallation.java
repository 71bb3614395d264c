package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NVRTC as the artifact {@code org.bytedeco:cuda-redist} carries it: two libraries out of a very large jar. */
public final class NvrtcInstallation {
    private static final String VERSION = "13.3-9.25-1.5.14";

    private NvrtcInstallation() {}

    /** Where the two libraries are put: beside the compiled cells. */
    public static Path folder() {
        return CompileCache.ofUser().folder().resolve("nvrtc");
    }

    /** How much is fetched, for people. */
    public static String size() {
        return "343 MB, of which 127 MB are kept";
    }

    /** The Maven coordinate for this machine. */
    public static String coordinate() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch");
        if (!os.contains("linux")) {
            throw new CompilerException("NVRTC is installed on Linux only; use a clang here.");
        }
        return "org.bytedeco:cuda-redist:jar:linux-" + (arch.equals("aarch64") ? "arm64" : "x86_64") + ":" + VERSION;
    }

    /**
     * Unpacks the libraries of the fetched jar.
     *
     * @return the files
     */
    public static List<Path> unpack(Path jar) {
        var made = new ArrayList<Path>();
        try (var zip = new ZipFile(jar.toFile())) {
            Files.createDirectories(folder());
            for (var entry : zip.stream().filter(NvrtcInstallation::isWanted).toList()) {
                var name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                var partial = Files.createTempFile(folder(), name, ".partial");
                try (var in = zip.getInputStream(entry)) {
                    Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
                }
                made.add(Files.move(partial, folder().resolve(name), StandardCopyOption.REPLACE_EXISTING));
            }
        } catch (IOException e) {
            throw new CompilerException("NVRTC cannot be unpacked into " + folder() + ": " + e.getMessage(), e);
        }
        if (made.isEmpty()) {
            throw new CompilerException(jar + " holds no NVRTC.");
        }
        return made;
    }

    private static boolean isWanted(ZipEntry entry) {
        return entry.getName().matches(".*/libnvrtc(-builtins)?\\.so\\.[\\d.]+");
    }
}
