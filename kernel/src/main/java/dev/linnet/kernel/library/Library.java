package dev.linnet.kernel.library;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The research library that notebooks use without saying so: a class path, the class loader over it, and the imports
 * that every cell starts with. The kernel knows it only by what its jars say of themselves under
 * {@code META-INF/linnet}.
 */
public final class Library {
    /** The system property that names the directory of jars. */
    public static final String PROPERTY = "linnet.library";
    /** Where a jar names the default imports, one Java import declaration a line; {@code #} begins a comment. */
    static final String IMPORTS = "META-INF/linnet/imports.txt";
    private static final List<String> DESCRIPTIONS = List.of(IMPORTS, LazyLibrary.RESOURCE);

    private final List<Path> classPath;
    private final List<String> imports;
    private final List<LazyLibrary> lazyLibraries;
    private final MavenRepository repository;
    private LibraryLoader loader;

    private Library(List<Path> classPath, MavenRepository repository) {
        this.classPath = List.copyOf(classPath);
        this.repository = repository;
        var found = new ArrayList<String>();
        var description = new Properties();
        for (Path entry : this.classPath) {
            Map<String, byte[]> texts = read(entry);
            addImports(texts.get(IMPORTS), found);
            addLazyLibraries(texts.get(LazyLibrary.RESOURCE), description);
        }
        this.imports = List.copyOf(found);
        this.lazyLibraries = LazyLibrary.read(description, LazyLibrary.PLATFORM);
    }

    /** The library in the directory that {@value #PROPERTY} names; an empty one where the property is unset. */
    public static Library locate() {
        String directory = System.getProperty(PROPERTY);
        return directory == null || directory.isBlank() ? empty() : in(Path.of(directory));
    }

    /** A library of nothing. */
    public static Library empty() {
        return of(List.of());
    }

    /** The library whose jars lie in {@code directory}. */
    public static Library in(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no library in '" + directory + "' (system property " + PROPERTY
                    + "); build it with `mvn package`, or run through the linnet command.");
        }
        try (Stream<Path> files = Files.list(directory)) {
            // The library's own jars come first: most look-ups end there, and the others then stay unopened.
            return of(files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(Comparator.comparing((Path file) -> !isOwn(file)).thenComparing(Comparator.naturalOrder()))
                    .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot list the library in '" + directory + "'.", failure);
        }
    }

    /** A library of these jars and directories of classes. */
    public static Library of(List<Path> classPath) {
        return of(classPath, MavenRepository.ofUser());
    }

    /** A library of these jars and directories whose lazy parts come from {@code repository}. */
    public static Library of(List<Path> classPath, MavenRepository repository) {
        return new Library(classPath, repository);
    }

    public List<Path> classPath() {
        return classPath;
    }

    /** The import declarations, as in Java source, that every cell starts with. */
    public List<String> imports() {
        return imports;
    }

    /** What is fetched on first use. */
    public List<LazyLibrary> lazyLibraries() {
        return lazyLibraries;
    }

    /** The loader of the library's classes, a child of the kernel's own loader; the same one at every call. */
    public synchronized LibraryLoader loader() {
        if (loader == null) {
            loader = new LibraryLoader(classPath, lazyLibraries, new Fetch(repository, FetchBar::open),
                    Library.class.getClassLoader());
        }
        return loader;
    }

    private static void addImports(byte[] text, List<String> to) {
        if (text != null) {
            new String(text, StandardCharsets.UTF_8).lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(to::add);
        }
    }

    private static void addLazyLibraries(byte[] text, Properties to) {
        if (text != null) {
            try (InputStream in = new ByteArrayInputStream(text)) {
                to.load(in);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** What one of the library's own jars or a directory says of itself, by name. Foreign jars stay unopened. */
    private static Map<String, byte[]> read(Path entry) {
        var texts = new HashMap<String, byte[]>();
        try {
            if (Files.isDirectory(entry)) {
                for (String name : DESCRIPTIONS) {
                    Path file = entry.resolve(name);
                    if (Files.isRegularFile(file)) {
                        texts.put(name, Files.readAllBytes(file));
                    }
                }
            } else if (isOwn(entry)) {
                try (var jar = new ZipFile(entry.toFile())) {
                    for (String name : DESCRIPTIONS) {
                        var found = jar.getEntry(name);
                        if (found != null) {
                            try (InputStream in = jar.getInputStream(found)) {
                                texts.put(name, in.readAllBytes());
                            }
                        }
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the library's jar '" + entry + "'; build it again.", failure);
        }
        return texts;
    }

    private static boolean isOwn(Path jar) {
        return jar.getFileName().toString().startsWith("linnet-");
    }
}
