package dev.linnet.sweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LibraryJarsTest {
    @Test
    void of_a_jar_in_several_versions_the_newest_is_taken() {
        assertEquals(paths("a/RoaringBitmap-1.6.10.jar", "a/guava-33.0.0-jre.jar", "a/own.jar", "a/netty-4.2-linux.jar",
                "a/netty-4.2-osx.jar"),
                LibraryJars.newest(paths("a/RoaringBitmap-1.0.5.jar", "a/guava-33.0.0-jre.jar", "a/own.jar",
                        "a/netty-4.2-linux.jar", "a/netty-4.2-osx.jar", "b/RoaringBitmap-1.6.10.jar",
                        "b/guava-32.0.0-jre.jar"))
                        .stream()
                        .map(jar -> Path.of("a").resolve(jar.getFileName()))
                        .toList());
    }

    private static List<Path> paths(String... names) {
        return Stream.of(names).map(Path::of).toList();
    }
}
