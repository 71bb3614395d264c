package dev.linnet.kernel.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.tools.FileObject;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

import dev.linnet.kernel.classpath.ClassPathFiles;

/**
 * The compiler's view of the world: the platform and the class path, listed once and remembered, and in the package
 * {@code REPL} just those classes of the session that the current unit may need.
 */
final class CompilerFiles extends ClassPathFiles implements PackageIndex {
    private static final String OWN_PACKAGE = CompilerFiles.class.getPackageName();

    private final Map<String, List<JavaFileObject>> listings = new ConcurrentHashMap<>();
    private final Map<String, Map<String, JavaFileObject>> packages = new ConcurrentHashMap<>();
    private final Map<JavaFileObject, Boolean> publicClasses = new ConcurrentHashMap<>();
    private final PlatformPackages platform = new PlatformPackages();
    private final List<Path> classPath = new ArrayList<>();
    private final List<JavaFileObject> shown;
    private List<JavaFileObject> visible = List.of();
    private Map<String, Output> outputs = new HashMap<>();

    CompilerFiles(StandardJavaFileManager files, List<Path> classPath) {
        super(files);
        addToClassPath(classPath);
        this.shown = List.of(engineClass("Shown"), engineClass("Shown$Value"), engineClass("Shown$Action"));
    }

    void addToClassPath(List<Path> more) {
        for (Path path : more) {
            if (!classPath.contains(path)) {
                classPath.add(path);
            }
        }
        try {
            setClassPath(classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listings.keySet().removeIf(key -> key.startsWith(StandardLocation.CLASS_PATH.getName()));
        packages.clear();
    }

    /** The classes of the session that the next compilation sees; forgets what the last one wrote. */
    void begin(List<ReplClass> classes) {
        visible = classes.stream()
                .flatMap(one -> one.files().entrySet().stream())
                .<JavaFileObject>map(file -> new Input(file.getKey(), file.getValue()))
                .toList();
        outputs = new HashMap<>();
    }

    /** What the compiler wrote: binary name to bytes. */
    Map<String, byte[]> written() {
        Map<String, byte[]> written = new HashMap<>();
        outputs.forEach((name, output) -> written.put(name, output.bytes.toByteArray()));
        return written;
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds,
            boolean recurse) throws IOException {
        boolean classPathClasses = location == StandardLocation.CLASS_PATH
                && kinds.contains(JavaFileObject.Kind.CLASS);
        if (packageName.equals(Names.PACKAGE) || packageName.equals(OWN_PACKAGE)) {
            // Not looked for on the class path: that would open every jar of it for each first cell.
            return !classPathClasses ? List.of() : packageName.equals(Names.PACKAGE) ? visible : shown;
        }
        if (recurse) {
            return super.list(location, packageName, kinds, true);
        }
        // A text, not a record: the equals of a record is linked when first called, and that is felt at start.
        String key = location.getName() + ' ' + packageName + ' ' + kinds;
        List<JavaFileObject> known = listings.get(key);
        if (known == null) {
            known = new ArrayList<>();
            super.list(location, packageName, kinds, false).forEach(known::add);
            listings.put(key, known);
        }
        return known;
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Input input ? input.binaryName : super.inferBinaryName(location, file);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String className, JavaFileObject.Kind kind,
            FileObject sibling) {
        Output output = new Output(className);
        outputs.put(className, output);
        return output;
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return a.equals(b) || (!(a instanceof Input) && !(b instanceof Input) && super.isSameFile(a, b));
    }

    @Override
    public boolean exists(String packageName) {
        return platform.exists(packageName) || holds(packageName);
    }

    @Override
    public boolean holds(String packageName, String simpleName) {
        if (platform.exists(packageName)) {
            return platform.holds(packageName, simpleName);
        }
        JavaFileObject file = packageClasses(packageName).get(simpleName);
        return file != null && publicClasses.computeIfAbsent(file, CompilerFiles::readPublic);
    }

    private static boolean readPublic(JavaFileObject file) {
        try (InputStream in = file.openInputStream()) {
            return Weaver.isPublic(in.readAllBytes());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private Map<String, JavaFileObject> packageClasses(String packageName) {
        return packages.computeIfAbsent(packageName, this::readPackage);
    }

    private Map<String, JavaFileObject> readPackage(String packageName) {
        Map<String, JavaFileObject> classes = new HashMap<>();
        try {
            Set<JavaFileObject.Kind> kinds = Set.of(JavaFileObject.Kind.CLASS);
            for (JavaFileObject file : list(StandardLocation.CLASS_PATH, packageName, kinds, false)) {
                String binary = inferBinaryName(StandardLocation.CLASS_PATH, file);
                String simple = binary.substring(binary.lastIndexOf('.') + 1);
                if (!simple.contains("$")) {
                    classes.putIfAbsent(simple, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(classes);
    }

    private static Input engineClass(String name) {
        try (InputStream in = CompilerFiles.class.getResourceAsStream(name + ".class")) {
            return new Input(OWN_PACKAGE + "." + name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A unit's source text. The name only shows in messages that nobody sees; several public classes are welcome. */
    static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("cell:///Cell.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true;
        }
    }

    private static final class Input extends SimpleJavaFileObject {
        private final String binaryName;
        private final byte[] bytes;

        Input(String binaryName, byte[] bytes) {
            super(URI.create("cell:///" + binaryName.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
            this.binaryName = binaryName;
            this.bytes = bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static final class Output extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String className) {
            super(URI.create("cell:///" + className.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }
}
