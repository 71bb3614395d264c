package dev.linnet.kernel.jjava;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

import dev.linnet.kernel.magic.MagicContext;

/** Installs the JJava extensions of a session's class path. */
public final class Extensions {
    private static final String SERVICE = "META-INF/services/org.dflib.jjava.jupyter.Extension";

    private ExtensionKernel kernel;

    /**
     * Installs the extensions that {@code added} brought and that are not installed yet.
     *
     * @param added   jars and folders of classes that {@code loader} finds now
     * @param context the session that the extensions are for
     */
    public synchronized void install(List<Path> added, ClassLoader loader, MagicContext context) {
        if (added.stream().noneMatch(Extensions::offersExtensions)) {
            return;
        }
        if (kernel == null) {
            kernel = new ExtensionKernel(context);
        }
        kernel.install(loader);
    }

    /** Has the extensions let go of what they hold. */
    public synchronized void close() {
        if (kernel != null) {
            kernel.uninstall();
            kernel = null;
        }
    }

    private static boolean offersExtensions(Path path) {
        if (Files.isDirectory(path)) {
            return Files.exists(path.resolve(SERVICE));
        }
        try (var jar = new ZipFile(path.toFile())) {
            return jar.getEntry(SERVICE) != null;
        } catch (IOException _) {
            return false; // not a jar, so it has no services
        }
    }
}
