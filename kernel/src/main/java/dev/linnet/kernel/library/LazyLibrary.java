package dev.linnet.kernel.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/**
 * A heavy part of the library (native code) that is fetched when a notebook first touches it.
 *
 * @param id        the name that {@code linnet fetch} takes, e.g. {@code pytorch}
 * @param title     the name that people read, e.g. {@code PyTorch}
 * @param size      how much is fetched, e.g. {@code 111 MB}
 * @param triggers  class names, or package prefixes ending in {@code .*}, whose first loading needs the artifacts
 * @param artifacts Maven coordinates {@code group:artifact[:extension[:classifier]]:version}
 */
public record LazyLibrary(String id, String title, String size, List<String> triggers, List<String> artifacts) {
    /** Where the library's jars describe such parts. */
    public static final String RESOURCE = "META-INF/linnet/lazy-libraries.properties";

    public LazyLibrary {
        triggers = List.copyOf(triggers);
        artifacts = List.copyOf(artifacts);
        if (artifacts.isEmpty()) {
            throw new IllegalArgumentException("The lazy library '" + id + "' names no artifacts; add " + id
                    + ".artifacts to " + RESOURCE + ".");
        }
    }

    /** The lazy libraries that {@code description} names ({@code id.title}, {@code id.size}, ...), sorted by id. */
    static List<LazyLibrary> read(Properties description) {
        var ids = new TreeSet<String>();
        for (String key : description.stringPropertyNames()) {
            int dot = key.indexOf('.');
            ids.add(dot < 0 ? key : key.substring(0, dot));
        }
        var libraries = new ArrayList<LazyLibrary>();
        for (String id : ids) {
            libraries.add(new LazyLibrary(id, description.getProperty(id + ".title", id),
                    description.getProperty(id + ".size", "size unknown"),
                    words(description.getProperty(id + ".triggers")),
                    words(description.getProperty(id + ".artifacts"))));
        }
        return List.copyOf(libraries);
    }

    /** Whether loading the class needs this library's artifacts. */
    boolean triggeredBy(String className) {
        for (String trigger : triggers) {
            if (trigger.endsWith(".*")
                    ? className.startsWith(trigger.substring(0, trigger.length() - 1))
                    : className.equals(trigger)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> words(String commaSeparated) {
        return commaSeparated == null
                ? List.of()
                : Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
    }
}
