package dev.linnet.kernel.bundle;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder that runs the GPU suite and the GPU benchmark on a Linux machine with an NVIDIA driver: a Java of its own, the
 * CUDA part of Linnet with its tests, JCuda with its native code, and the suite's CUDA C++ compiled beforehand.
 */
public final class GpuBundle {
    /** A bundle is smaller than this. */
    public static final long LIMIT = 60L << 20;

    private static final String MODULES = "java.base,java.logging,jdk.incubator.vector";
    private static final String CELLS = "dev.linnet.cuda.gpu.suite.Cells";
    private static final String NATIVES = "jcuda-natives";
    private static final List<String> PROGRAMS = List.of("gpu-suite", "gpu-bench", "attention-peers.py");

    private final Path home;
    private final Path folder;
    private final Consumer<String> progress;

    /**
     * A bundle of the repository at {@code home}.
     *
     * @param folder   what it becomes; an earlier bundle there is replaced
     * @param progress told in words what is being done
     */
    public GpuBundle(Path home, Path folder, Consumer<String> progress) {
        this.home = home;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Makes it.
     *
     * @return how many bytes it has
     * @throws BundleException where it cannot be made, or is too large
     */
    public long make() throws BundleException {
        try {
            requireReplaceable();
            var classPath = new TestClasses(home, progress).classPath();
            delete(folder);
            Files.createDirectories(folder.resolve("lib"));
            progress.accept("Linking a Java ...");
            link();
            for (Path entry : classPath) {
                Jars.write(entry, folder.resolve("lib").resolve(name(entry)), wanted(entry));
            }
            for (String program : PROGRAMS) {
                Files.setPosixFilePermissions(copy(program), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            copy("README.txt");
            Files.copy(home.resolve("LICENSE"), folder.resolve("LICENSE"));
            compileCells();
            long size = size();
            if (size >= LIMIT) {
                throw new BundleException(String.format(Locale.ROOT,
                        "The bundle has %.1f MiB, and %.0f are allowed.", size / 1048576.0, LIMIT / 1048576.0));
            }
            return size;
        } catch (IOException | UncheckedIOException failure) {
            throw new BundleException("The bundle cannot be written: " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BundleException("Bundling was interrupted.", interrupted);
        }
    }

    /** Somebody's own folder is not deleted. */
    private void requireReplaceable() throws IOException, BundleException {
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve(PROGRAMS.getFirst()))) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new BundleException("'" + folder + "' is not empty and no bundle; name another folder.");
                }
            }
        }
    }

    private static String name(Path entry) {
        if (!Files.isDirectory(entry)) {
            return entry.getFileName().toString();
        }
        // MODULE/target/classes
        var module = entry.getParent().getParent().getFileName().toString();
        return "linnet-" + module + (entry.endsWith("test-classes") ? "-tests" : "") + ".jar";
    }

    /** Of JCuda's native code only the driver's part. */
    private static Predicate<String> wanted(Path entry) {
        return entry.getFileName().toString().startsWith(NATIVES)
                ? name -> name.startsWith("lib/libJCudaDriver-")
                : _ -> true;
    }

    private void link() throws IOException, InterruptedException, BundleException {
        var jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        if (!Files.isExecutable(jlink)) {
            throw new BundleException("This Java has no jlink ('" + jlink + "'); use a JDK that has one.");
        }
        run("jlink", List.of(jlink.toString(), "--add-modules", MODULES, "--strip-debug", "--no-header-files",
                "--no-man-pages", "--compress", "zip-9", "--output", folder.resolve("java").toString()));
    }

    /** What the machine over there can run although its compiler does not work. */
    private void compileCells() throws IOException, InterruptedException, BundleException {
        progress.accept("Compiling the suite's kernels ...");
        var cells = Files.createDirectories(folder.resolve("cells"));
        run("compiling the suite's kernels", List.of(folder.resolve("java/bin/java").toString(), "--add-modules",
                "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Dlinnet.cuda.cache=" + cells,
                "-Dlinnet.cuda.driver=none", "-cp", folder.resolve("lib") + File.separator + "*", CELLS));
        try (Stream<Path> files = Files.list(cells)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
    }

    private Path copy(String resource) throws IOException {
        try (InputStream in = GpuBundle.class.getResourceAsStream(resource)) {
            var file = folder.resolve(resource);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        }
    }

    private static void run(String what, List<String> command)
            throws IOException, InterruptedException, BundleException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var lines = new ArrayList<String>();
        try (var in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        }
        if (process.waitFor() != 0) {
            throw new BundleException(what + " failed: "
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
        }
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * Packs the folder into one file beside it.
     *
     * @return the file
     */
    public Path archive() throws BundleException {
        var file = folder.resolveSibling(folder.getFileName() + ".tar.gz");
        try {
            run("tar", List.of("tar", "-czf", file.toString(), "-C", folder.toAbsolutePath().getParent().toString(),
                    folder.getFileName().toString()));
            return file;
        } catch (IOException failure) {
            throw new BundleException("The program tar cannot be started: " + failure.getMessage() + ".", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BundleException("Bundling was interrupted.", interrupted);
        }
    }
}
