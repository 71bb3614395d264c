package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

import javax.tools.JavaFileObject;

/** A jar, opened when first something of it is wanted that its folder's {@link JarIndex index} does not tell. */
final class JarEntries implements Entry {
    private final Path path;
    private final JarIndex.Jar indexed;
    private JarFile jar;
    private Map<String, List<String>> names;

    /** @param indexed what the folder's index tells of this jar; null where it tells nothing */
    JarEntries(Path path, JarIndex.Jar indexed) {
        this.path = path;
        this.indexed = indexed;
    }

    @Override
    public List<JavaFileObject> classes(String packageName) {
        if (!holds(packageName)) {
            return List.of();
        }
        List<JavaFileObject> files = new ArrayList<>();
        for (String name : names().getOrDefault(packageName, List.of())) {
            String simple = name.substring(name.lastIndexOf('/') + 1, name.length() - CLASS.length());
            files.add(new ClassFile(place(name),
                    packageName.isEmpty() ? simple : packageName + "." + simple, () -> open(name)));
        }
        return files;
    }

    @Override
    public boolean holds(String packageName) {
        return indexed != null ? indexed.holds(packageName) : names().containsKey(packageName);
    }

    private URI place(String name) {
        try {
            return new URI("file", null, path + "!/" + name, null);
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(impossible); // every text can be quoted
        }
    }

    /** The packages that have classes. */
    Set<String> packages() {
        return names().keySet();
    }

    /** What the jar's manifest adds to the class path. */
    List<Path> manifestClassPath() {
        List<Path> paths = new ArrayList<>();
        for (String relative : manifestClassPathText().split(" ", -1)) {
            try {
                if (!relative.isEmpty()) {
                    paths.add(Path.of(path.toUri().resolve(relative)).normalize());
                }
            } catch (IllegalArgumentException | FileSystemNotFoundException elsewhere) {
                System.getLogger(JarEntries.class.getName())
                        .log(Level.DEBUG, "Not a file, and so not for the compiler: {0}", relative);
            }
        }
        return paths;
    }

    synchronized String manifestClassPathText() {
        if (indexed != null) {
            return indexed.manifestClassPath();
        }
        try {
            var manifest = jar().getManifest();
            String value = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return value == null ? "" : value.strip();
        } catch (IOException | IllegalArgumentException unreadable) {
            return "";
        }
    }

    private synchronized Map<String, List<String>> names() {
        if (names == null) {
            Map<String, List<String>> found = new HashMap<>();
            try {
                jar().versionedStream().forEach(entry -> {
                    String name = entry.getName();
                    if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.equals("module-info.class")) {
                        String folder = name.substring(0, Math.max(0, name.lastIndexOf('/')));
                        found.computeIfAbsent(folder.replace('/', '.'), key -> new ArrayList<>()).add(name);
                    }
                });
            } catch (IOException | IllegalArgumentException unreadable) {
                found.clear();
            }
            names = found;
        }
        return names;
    }

    private synchronized InputStream open(String name) throws IOException {
        JarFile open = jar();
        return open.getInputStream(open.getEntry(name));
    }

    private JarFile jar() throws IOException {
        if (jar == null) {
            jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
        }
        return jar;
    }

    @Override
    public synchronized void close() throws IOException {
        if (jar != null) {
            jar.close();
            jar = null;
        }
    }
}
