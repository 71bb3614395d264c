package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/** javac's file manager for the platform, and our own for the class path. */
public class ClassPathFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private volatile List<Entry> entries = List.of();

    public ClassPathFiles(StandardJavaFileManager platform) {
        super(platform);
    }

    /** Sets the class path: jars and folders, and what the jars' manifests add. Nothing is opened that has an index. */
    public final void setClassPath(List<Path> classPath) throws IOException {
        List<Entry> old = entries;
        Map<Path, Optional<JarIndex>> indexes = new HashMap<>();
        Set<Path> seen = new LinkedHashSet<>();
        List<Entry> fresh = new ArrayList<>();
        for (Path path : classPath) {
            add(path.toAbsolutePath().normalize(), indexes, seen, fresh);
        }
        entries = List.copyOf(fresh);
        close(old);
    }

    private static void add(Path path, Map<Path, Optional<JarIndex>> indexes, Set<Path> seen, List<Entry> to) {
        if (!seen.add(path)) {
            return;
        }
        if (Files.isDirectory(path)) {
            to.add(new FolderEntries(path));
        } else if (Files.isRegularFile(path)) {
            var index = indexes.computeIfAbsent(path.getParent(), JarIndex::of);
            var jar = new JarEntries(path, index.isPresent() ? index.get().jar(path) : null);
            to.add(jar);
            for (Path more : jar.manifestClassPath()) {
                add(more, indexes, seen, to);
            }
        }
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds,
            boolean recurse) throws IOException {
        if (location != StandardLocation.CLASS_PATH) {
            return super.list(location, packageName, kinds, recurse);
        }
        if (!kinds.contains(JavaFileObject.Kind.CLASS)) {
            return List.of();
        }
        List<JavaFileObject> files = new ArrayList<>();
        for (Entry entry : entries) {
            files.addAll(entry.classes(packageName));
        }
        return files;
    }

    /** Whether the class path has classes of a package. */
    protected final boolean holds(String packageName) {
        for (Entry entry : entries) {
            if (entry.holds(packageName)) {
                return true;
            }
        }
        return false;
    }

    /**
     * javac looks for plug-ins before every compilation, in the class path unless there is a module path for them. So there
     * is one, with nothing in it: otherwise every jar would be opened.
     */
    @Override
    public boolean hasLocation(Location location) {
        return location == StandardLocation.CLASS_PATH || location == StandardLocation.ANNOTATION_PROCESSOR_MODULE_PATH
                || super.hasLocation(location);
    }

    @Override
    public <S> ServiceLoader<S> getServiceLoader(Location location, Class<S> service) {
        return ServiceLoader.load(ModuleLayer.empty(), service);
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof ClassFile known ? known.binaryName() : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return (a instanceof ClassFile || b instanceof ClassFile) ? a.equals(b) : super.isSameFile(a, b);
    }

    @Override
    public void close() throws IOException {
        close(entries);
        super.close();
    }

    private static void close(List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            entry.close();
        }
    }
}
