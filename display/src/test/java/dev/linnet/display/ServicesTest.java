package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.aviary.Aviary;

/** Renderers found as services: when they are looked for, and which values they serve. */
class ServicesTest {
    private final RendererRegistry registry = new RendererRegistry();

    @BeforeEach
    void count_anew() {
        Aviary.Counting.loaded = 0;
    }

    private static URLClassLoader library(Path directory, String... renderers) throws IOException {
        Path file = directory.resolve("META-INF/services/" + Renderer.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", renderers));
        return new URLClassLoader(new URL[] {directory.toUri().toURL()}, ServicesTest.class.getClassLoader());
    }

    private String text(Object value) {
        var found = registry.find(value);
        return found instanceof Aviary.Counting counting ? counting.render((Aviary.Bird) value).text() : null;
    }

    @Test
    void they_are_loaded_when_a_value_comes_that_they_may_know(@TempDir Path directory) throws IOException {
        try (var library = library(directory, Aviary.Counting.class.getName())) {
            registry.load(library);
            registry.find(1);
            registry.find(List.of("a"));
            registry.find(new Html("x"));
            assertEquals(0, Aviary.Counting.loaded);
            assertEquals("bird", text(new Aviary.Bird()));
            assertEquals(1, Aviary.Counting.loaded);
            text(new Aviary.Bird());
            assertEquals(1, Aviary.Counting.loaded);
        }
    }

    @Test
    void a_type_that_a_cell_defined_below_them_does_not_load_them(@TempDir Path directory) throws Exception {
        try (var library = library(directory, Aviary.Counting.class.getName()); var cell = new CellLoader(library)) {
            registry.load(library);
            registry.find(cell.loadClass(Aviary.CellValue.class.getName()).getConstructor().newInstance());
            assertEquals(0, Aviary.Counting.loaded);
            registry.find(cell.loadClass(Aviary.CellBird.class.getName()).getConstructor().newInstance());
            assertEquals(1, Aviary.Counting.loaded);
        }
    }

    @Test
    void a_broken_service_leaves_the_others_working(@TempDir Path directory) throws IOException {
        try (var library = library(directory, "no.such.Renderer", Aviary.Failing.class.getName(),
                Aviary.Counting.class.getName())) {
            registry.load(library);
            assertEquals("bird", text(new Aviary.Bird()));
        }
    }

    @Test
    void a_registration_beats_a_service_of_the_same_type(@TempDir Path directory) throws IOException {
        try (var library = library(directory, Aviary.Counting.class.getName())) {
            registry.load(library);
            var mine = new Aviary.Other();
            registry.register(mine);
            assertEquals(mine, registry.find(new Aviary.Bird()));
        }
    }

    /** Defines the classes of cells itself, as a notebook does, and leaves the rest to the library. */
    private static final class CellLoader extends URLClassLoader {
        CellLoader(ClassLoader parent) {
            super(new URL[0], parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.contains("Cell") || findLoadedClass(name) != null) {
                    return super.loadClass(name, resolve);
                }
                try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = file.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }
}
