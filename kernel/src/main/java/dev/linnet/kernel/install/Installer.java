package dev.linnet.kernel.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

import dev.linnet.kernel.classpath.JarIndex;
import dev.linnet.kernel.jvm.JvmOptions;
import dev.linnet.kernel.jvm.Trial;

/**
 * Installs the kernel for Jupyter: a kernelspec, and a copy of the jars that does not depend on the build's folders.
 * Everything lies under two folders, those of one user or those under one prefix.
 */
public final class Installer {
    private static final List<String> LOGOS = List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

    private final Path kernels;
    private final Path store;

    private Installer(Path jupyter, Path data) {
        kernels = jupyter.resolve("kernels");
        store = data.resolve("linnet");
    }

    /** Installs for the user who runs this. */
    public static Installer forUser() {
        var folders = JupyterFolders.ofUser();
        return new Installer(folders.user().toAbsolutePath(), folders.dataHome().toAbsolutePath());
    }

    /** Installs under a prefix such as {@code /usr/local} or a Python environment. */
    public static Installer under(Path prefix) {
        Path share = prefix.toAbsolutePath().normalize().resolve("share");
        return new Installer(share.resolve("jupyter"), share);
    }

    /** Installs for every user of this machine. */
    public static Installer forSystem() {
        return under(JupyterFolders.SYSTEM);
    }

    /**
     * Installs, or installs anew, a kernel.
     *
     * @return what was written, for the person to read
     */
    public Installed install(Distribution distribution, KernelChoice kernel) throws InstallException {
        requireName(kernel.name());
        Path spec = kernels.resolve(kernel.name());
        requireOurs(spec, kernel.name());
        var jvmOptions = JvmOptions.merged(joined(distribution.jvmOptions()), kernel.jvmOptions());
        requireStart(kernel, jvmOptions);
        Path jars = store.resolve(Distribution.version());
        try {
            if (!isCopy(distribution, jars)) {
                replace(jars, fresh -> {
                    copy(distribution.boot(), fresh.resolve("boot"));
                    copy(distribution.library(), fresh.resolve("library"));
                    JarIndex.write(fresh.resolve("boot"));
                    JarIndex.write(fresh.resolve("library"));
                });
                renewCaches(jars, spec);
            }
            var options = KernelSpec.options(jvmOptions, jars);
            Path cache = StartCache.in(jars, kernel.name());
            String problem = StartCache.make(kernel.jdk().java(), options, cache);
            var all = new ArrayList<String>();
            if (problem.isEmpty()) {
                all.addAll(StartCache.options(cache));
            }
            all.addAll(options);
            JsonObject json = KernelSpec.of(kernel.jdk().java(), all, jars, kernel.displayName(),
                    Distribution.version());
            replace(spec, fresh -> {
                var gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
                Files.writeString(fresh.resolve("kernel.json"), gson.toJson(json) + "\n");
                for (String logo : LOGOS) {
                    try (InputStream in = Installer.class.getResourceAsStream(logo)) {
                        Files.copy(in, fresh.resolve(logo));
                    }
                }
            });
            return new Installed(List.of(spec, jars), problem.isEmpty()
                    ? ""
                    : "It starts without an AOT cache, about a second slower, because none could be made: " + problem
                            + ".");
        } catch (IOException failure) {
            throw cannotWrite(failure);
        }
    }

    private static List<String> joined(List<String> options) throws InstallException {
        try {
            return JvmOptions.parse(options);
        } catch (IllegalArgumentException odd) {
            throw new InstallException("The build's jvm.options are unusable: " + odd.getMessage(), odd);
        }
    }

    private static void requireStart(KernelChoice kernel, List<String> options) throws InstallException {
        try {
            var problem = kernel.jvmOptions().isEmpty() && kernel.jdk().equals(Jdk.ofThisProcess())
                    ? Optional.<String>empty()
                    : Trial.problem(kernel.jdk().java(), options);
            if (problem.isPresent()) {
                throw new InstallException("'" + kernel.jdk().java() + "' does not start with these options, so nothing"
                        + " was installed: " + problem.get());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InstallException("Interrupted; nothing was installed.", interrupted);
        }
    }

    /** Makes the AOT caches of the other kernels with these jars, which were not these before. */
    private void renewCaches(Path jars, Path except) throws IOException {
        for (Path spec : specs()) {
            if (!spec.equals(except) && jars.equals(jars(spec))) {
                var command = KernelSpec.command(InstalledKernels.read(spec).orElseThrow());
                StartCache.make(Path.of(command.getFirst()), StartCache.without(command.subList(1, command.size())),
                        StartCache.in(jars, spec.getFileName().toString()));
            }
        }
    }

    /** Whether the kernel called {@code name} is installed here and has the very jars of this build. */
    public boolean isCurrent(Distribution distribution, String name) throws InstallException {
        Path jars = jars(kernels.resolve(name));
        try {
            return jars != null && isCopy(distribution, jars);
        } catch (IOException failure) {
            throw new InstallException("Cannot look at the installed kernel in '" + jars + "': " + failure.getMessage()
                    + ".", failure);
        }
    }

    private static boolean isCopy(Distribution distribution, Path jars) throws IOException {
        return isCopy(distribution.boot(), jars.resolve("boot"))
                && isCopy(distribution.library(), jars.resolve("library"));
    }

    private static boolean isCopy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(file.getFileName());
                if (!Files.exists(copy) || Files.size(copy) != Files.size(file)
                        || !Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(file))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Removes the kernel called {@code name}, and its jars where no other kernel here uses them.
     *
     * @return what was removed
     */
    public List<Path> uninstall(String name) throws InstallException {
        requireName(name);
        Path spec = kernels.resolve(name);
        if (!Files.isDirectory(spec)) {
            throw new InstallException("There is no kernel '" + name + "' in '" + kernels + "'.");
        }
        requireOurs(spec, name);
        var removed = new ArrayList<Path>();
        try {
            Path jars = jars(spec);
            delete(spec);
            removed.add(spec);
            if (jars != null && jars.startsWith(store) && Files.isDirectory(jars) && !isUsed(jars)) {
                delete(jars);
                removed.add(jars);
                removeIfEmpty(store);
            } else if (jars != null) {
                Files.deleteIfExists(StartCache.in(jars, name));
            }
        } catch (IOException failure) {
            throw cannotWrite(failure);
        }
        return removed;
    }

    private static void requireName(String name) throws InstallException {
        if (!KernelSpec.isName(name)) {
            throw new InstallException("'" + name + "' is not a kernel name; use letters, digits, '.', '_' and '-'.");
        }
    }

    private void requireOurs(Path spec, String name) throws InstallException {
        if (Files.exists(spec) && InstalledKernels.read(spec).filter(KernelSpec::isOurs).isEmpty()) {
            throw new InstallException("The kernel '" + name + "' in '" + kernels
                    + "' is another program's and is left alone; choose another name with --name.");
        }
    }

    private boolean isUsed(Path jars) throws IOException {
        return specs().stream().anyMatch(spec -> jars.equals(jars(spec)));
    }

    private List<Path> specs() throws IOException {
        if (!Files.isDirectory(kernels)) {
            return List.of();
        }
        try (Stream<Path> specs = Files.list(kernels)) {
            return specs.toList();
        }
    }

    private static Path jars(Path spec) {
        return InstalledKernels.read(spec)
                .filter(KernelSpec::isOurs)
                .map(json -> json.getAsJsonObject("metadata").get("linnet"))
                .map(own -> own instanceof JsonObject object && object.has("jars")
                        ? Path.of(object.get("jars").getAsString())
                        : null)
                .orElse(null);
    }

    private interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** Fills a new folder and puts it in the place of the old one; a kernel that runs keeps its open jars. */
    private static void replace(Path folder, Filling filling) throws IOException {
        Files.createDirectories(folder.getParent());
        Path fresh = Files.createTempDirectory(folder.getParent(), "." + folder.getFileName() + "-");
        try {
            filling.fill(fresh);
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh,
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            if (Files.exists(folder)) {
                delete(folder);
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            if (Files.exists(fresh)) {
                delete(fresh);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        boolean empty;
        try (Stream<Path> files = Files.list(folder)) {
            empty = files.findAny().isEmpty();
        }
        if (empty) {
            Files.delete(folder);
        }
    }

    private InstallException cannotWrite(IOException failure) {
        String reason = failure instanceof AccessDeniedException denied
                ? "no permission for '" + denied.getFile() + "'"
                : failure.getClass().getSimpleName() + " (" + failure.getMessage() + ")";
        return new InstallException("Cannot change '" + kernels + "' or '" + store + "': " + reason
                + ". Choose a folder of your own with --user or --prefix.", failure);
    }
}
