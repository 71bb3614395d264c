package dev.linnet.rendering;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** A loader like the kernel's: it gets the jars of native code when a class is looked up that triggers their fetching. */
public final class LateLoader extends URLClassLoader {
    private final List<String> triggers;
    private final List<Path> late;
    private String fired;

    LateLoader(List<String> triggers, List<Path> late) {
        super(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> url(Path.of(entry)))
                .toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        this.triggers = triggers;
        this.late = late;
    }

    /** One for this library; the test is skipped where its native code was not fetched. */
    public static LateLoader of(String library) throws IOException {
        var jars = words(library + ".artifacts").stream().map(LateLoader::jar).toList();
        assumeTrue(jars.stream().allMatch(Files::exists),
                "the native code of " + library + " was not fetched; 'linnet fetch' does that");
        return new LateLoader(words(library + ".triggers"), jars);
    }

    static Properties description() throws IOException {
        var properties = new Properties();
        try (var file = LateLoader.class.getResourceAsStream("/META-INF/linnet/lazy-libraries.properties")) {
            properties.load(file);
        }
        return properties;
    }

    static List<String> words(String property) throws IOException {
        return Arrays.stream(description().getProperty(property).split(",", -1)).map(String::strip).toList();
    }

    private static Path jar(String coordinates) {
        var part = List.of(coordinates.split(":", -1));
        String repository = System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
        return Path.of(repository, part.get(0).replace('.', '/'), part.get(1), part.get(4),
                part.get(1) + "-" + part.get(4) + "-" + part.get(3) + "." + part.get(2));
    }

    /** The trigger that was looked up first, or null. */
    String fired() {
        return fired;
    }

    /** Calls a static method of the class as this loader has it. */
    @SuppressWarnings("unchecked")
    public List<String> call(Class<?> probe, String method) throws Exception {
        var thread = Thread.currentThread();
        var outer = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            return (List<String>) loadClass(probe.getName()).getMethod(method).invoke(null);
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (fired == null && triggers.contains(name)) {
            fired = name;
            late.forEach(jar -> addURL(url(jar)));
        }
        return super.findClass(name);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
