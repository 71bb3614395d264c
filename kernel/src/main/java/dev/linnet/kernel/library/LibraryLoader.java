package dev.linnet.kernel.library;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.linnet.kernel.classpath.VectorModule;

/**
 * Loads the library's classes, and those that a notebook adds. A lazy library's jars join the class path when one of its
 * trigger classes is first looked up.
 */
public final class LibraryLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final List<LazyLibrary> lazyLibraries;
    private final Fetch fetch;
    private final Set<LazyLibrary> added = ConcurrentHashMap.newKeySet();

    LibraryLoader(List<Path> classPath, List<LazyLibrary> lazyLibraries, Fetch fetch, ClassLoader parent) {
        super("linnet-library", classPath.stream().map(LibraryLoader::url).toArray(URL[]::new), parent);
        this.lazyLibraries = List.copyOf(lazyLibraries);
        this.fetch = fetch;
    }

    /** Adds a jar or a directory of classes at the end of the class path. */
    public void add(Path jarOrDirectory) {
        addURL(url(jarOrDirectory));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (VectorModule.holds(name)) {
            VectorModule.load();
            return getParent().loadClass(name);
        }
        for (LazyLibrary library : lazyLibraries) {
            if (!added.contains(library) && library.triggeredBy(name)) {
                bring(library);
            }
        }
        return super.findClass(name);
    }

    /** One thread fetches, the others wait: two notebook threads may touch the same library at once. */
    private synchronized void bring(LazyLibrary library) {
        if (added.contains(library)) {
            return;
        }
        try {
            fetch.fetch(library).forEach(this::add);
        } catch (ArtifactException unavailable) {
            throw new LibraryMissingError(unavailable.getMessage(), unavailable);
        }
        added.add(library);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException("'" + path + "' is no class path entry.", impossible);
        }
    }
}
