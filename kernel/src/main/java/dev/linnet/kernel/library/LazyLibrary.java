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
 * @param artifacts Maven coordinates {@code group:artifact[:extension[:classifier]]:version}; none where there are none
 *                  for this platform
 */
public record LazyLibrary(String id, String title, String size, List<String> triggers, List<String> artifacts) {
    /** Where the library's jars describe such parts. */
    public static final String RESOURCE = "META-INF/linnet/lazy-libraries.properties";

    /** The platform that {@code id.artifacts} without more are for, where there are others. */
    private static final String FIRST_PLATFORM = "linux-x86_64";
    /** This platform, as descriptions call it. */
    static final String PLATFORM = platform(System.getProperty("os.name"), System.getProperty("os.arch"));

    public LazyLibrary {
        triggers = List.copyOf(triggers);
        artifacts = List.copyOf(artifacts);
    }

    /** Whether there are artifacts for this platform. */
    boolean isForThisPlatform() {
        return !artifacts.isEmpty();
    }

    /** {@code linux}, {@code macos} or {@code windows}, and {@code x86_64}, {@code aarch64} or what Java says. */
    static String platform(String osName, String osArch) {
        String os = osName.startsWith("Mac") ? "macos" : osName.startsWith("Windows") ? "windows" : "linux";
        return os + "-" + switch (osArch) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> osArch;
        };
    }

    /**
     * The lazy libraries that {@code description} names ({@code id.title}, {@code id.size}, ...) for a platform, sorted
     * by id. One that is for other platforms only has no artifacts.
     */
    static List<LazyLibrary> read(Properties description, String platform) {
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
                    artifacts(description, id, platform)));
        }
        return List.copyOf(libraries);
    }

    private static List<String> artifacts(Properties description, String id, String platform) {
        String key = id + ".artifacts";
        String own = description.getProperty(key + "." + platform);
        boolean differ = description.stringPropertyNames().stream().anyMatch(name -> name.startsWith(key + "."));
        var artifacts = words(own != null ? own : description.getProperty(key));
        if (artifacts.isEmpty()) {
            throw new IllegalArgumentException(
                    "The lazy library '" + id + "' names no artifacts; add " + key + " to " + RESOURCE + ".");
        }
        return own == null && differ && !platform.equals(FIRST_PLATFORM) ? List.of() : artifacts;
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
