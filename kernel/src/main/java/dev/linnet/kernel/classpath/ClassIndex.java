package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The names of the top-level classes that code can use: those of the JDK's exported packages and those of a class path.
 * Only names are read, never classes.
 */
public final class ClassIndex {
    private static final Map<Path, Collection<String>> CONTENTS = new ConcurrentHashMap<>();

    /** Whoever asks next mostly asks of the same class path. */
    private static ClassIndex last;

    private final List<Path> classPath;
    private final NavigableMap<String, NavigableSet<String>> classesByPackage = new TreeMap<>();
    private final NavigableMap<String, NavigableSet<String>> packagesByClass = new TreeMap<>(
            String.CASE_INSENSITIVE_ORDER);
    private final NavigableMap<String, NavigableSet<String>> subpackages = new TreeMap<>();
    private final Map<String, Set<Path>> jarsByPackage = new HashMap<>();
    private final Map<String, SortedSet<String>> publicByPackage = new ConcurrentHashMap<>();

    private ClassIndex(List<Path> classPath) {
        this.classPath = List.copyOf(classPath);
    }

    /**
     * The index of the JDK and a class path. What was read of a jar once is remembered; folders are read anew, for what is
     * in them may be work in progress.
     */
    public static synchronized ClassIndex of(List<Path> classPath) {
        boolean folders = classPath.stream().anyMatch(Files::isDirectory);
        if (!folders && last != null && last.classPath.equals(classPath)) {
            return last;
        }
        var index = new ClassIndex(classPath);
        Jdk.CLASSES.forEach(name -> index.add(name, null));
        for (Path path : classPath) {
            var names = Files.isDirectory(path) ? read(path) : CONTENTS.computeIfAbsent(path, ClassIndex::read);
            names.forEach(name -> index.add(name, path));
        }
        last = index;
        return index;
    }

    /** The simple names of a package's public classes. */
    public SortedSet<String> classesIn(String packageName) {
        return publicByPackage.computeIfAbsent(packageName, this::publicClasses);
    }

    private SortedSet<String> publicClasses(String packageName) {
        var names = classesByPackage.getOrDefault(packageName, Collections.emptyNavigableSet());
        var jars = jarsByPackage.getOrDefault(packageName, Set.of()).toArray(Path[]::new);
        try (var loader = new ClassBytes(jars)) {
            return names.stream()
                    .filter(name -> loader.isPublic(packageName.isEmpty() ? name : packageName + "." + name))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The packages directly below a package, by their last names; those at the top below the empty name. */
    public SortedSet<String> packagesIn(String packageName) {
        return subpackages.getOrDefault(packageName, Collections.emptyNavigableSet());
    }

    /** The jars and directories of the class path that have a class's package. */
    public Set<Path> jarsOf(String qualifiedName) {
        return jarsByPackage.getOrDefault(qualifiedName.substring(0, Math.max(0, qualifiedName.lastIndexOf('.'))),
                Set.of());
    }

    public boolean isPackage(String name) {
        return classesByPackage.containsKey(name) || subpackages.containsKey(name);
    }

    /** The qualified names of the classes with exactly this simple name. */
    public List<String> qualifiedNames(String simpleName) {
        return packagesByClass.getOrDefault(simpleName, Collections.emptyNavigableSet())
                .stream()
                .filter(name -> classesIn(name).contains(simpleName))
                .map(name -> name.isEmpty() ? simpleName : name + "." + simpleName)
                .toList();
    }

    /** The qualified names of the classes whose simple names begin with a prefix, letter case included. */
    public List<String> qualifiedNamesStarting(String prefix) {
        return packagesByClass.subMap(prefix, true, prefix + Character.MAX_VALUE, false)
                .keySet()
                .stream()
                .filter(name -> name.startsWith(prefix))
                .flatMap(name -> qualifiedNames(name).stream())
                .toList();
    }

    private void add(String qualifiedName, Path jar) {
        int dot = qualifiedName.lastIndexOf('.');
        String packageName = dot < 0 ? "" : qualifiedName.substring(0, dot);
        if (jar != null) {
            jarsByPackage.computeIfAbsent(packageName, name -> new HashSet<>()).add(jar);
        }
        String simpleName = qualifiedName.substring(dot + 1);
        packagesByClass.computeIfAbsent(simpleName, name -> new TreeSet<>()).add(packageName);
        if (classesByPackage.computeIfAbsent(packageName, name -> new TreeSet<>()).add(simpleName)) {
            String inner = packageName;
            while (!inner.isEmpty()) {
                int last = inner.lastIndexOf('.');
                String outer = last < 0 ? "" : inner.substring(0, last);
                if (!subpackages.computeIfAbsent(outer, name -> new TreeSet<>()).add(inner.substring(last + 1))) {
                    break;
                }
                inner = outer;
            }
        }
    }

    private static Collection<String> read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    return files.map(file -> path.relativize(file).toString().replace('\\', '/'))
                            .filter(ClassIndex::isTopLevelClass)
                            .map(ClassIndex::className)
                            .toList();
                }
            }
            if (Files.isRegularFile(path)) {
                try (var jar = new ZipFile(path.toFile())) {
                    return jar.stream()
                            .map(ZipEntry::getName)
                            .filter(ClassIndex::isTopLevelClass)
                            .map(ClassIndex::className)
                            .toList();
                }
            }
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // a class path entry that cannot be read offers nothing; javac reports it where it matters
        }
    }

    private static boolean isTopLevelClass(String entry) {
        return entry.endsWith(".class") && entry.indexOf('$') < 0 && !entry.startsWith("META-INF/")
                && !entry.endsWith("module-info.class") && !entry.endsWith("package-info.class");
    }

    private static String className(String entry) {
        return entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    }

    /** The JDK's classes, read when first needed. */
    private static final class Jdk {
        static final Collection<String> CLASSES = ModuleFinder.ofSystem()
                .findAll()
                .stream()
                .filter(module -> !module.descriptor().name().startsWith("jdk.incubator")
                        || (module.descriptor().name().equals(VectorModule.NAME) && VectorModule.isAvailable()))
                .flatMap(Jdk::classes)
                .toList();

        private static Stream<String> classes(ModuleReference module) {
            var exported = module.descriptor()
                    .exports()
                    .stream()
                    .filter(Predicate.not(ModuleDescriptor.Exports::isQualified))
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
            if (exported.isEmpty()) {
                return Stream.of();
            }
            try (var reader = module.open(); var entries = reader.list()) {
                return entries.filter(ClassIndex::isTopLevelClass)
                        .map(ClassIndex::className)
                        .filter(name -> exported.contains(name.substring(0, Math.max(0, name.lastIndexOf('.')))))
                        .toList()
                        .stream();
            } catch (IOException e) {
                return Stream.of(); // a module that cannot be read offers nothing
            }
        }
    }
}
