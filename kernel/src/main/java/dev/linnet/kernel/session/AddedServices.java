package dev.linnet.kernel.session;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

import dev.linnet.display.Renderer;
import dev.linnet.display.Renderers;
import dev.linnet.kernel.magic.Magic;

/**
 * The magics and renderers that jars bring which a session adds to its class path. The class path as a whole is not
 * searched: that would open every jar of the library.
 */
final class AddedServices {
    private AddedServices() {}

    /** Takes up what {@code added} offers; what cannot be loaded is said, and the rest is taken. */
    static void install(List<Path> added, Workspace workspace) {
        for (Path entry : added) {
            each(entry, Magic.class, workspace.loader(), workspace.magics()::register);
            each(entry, Renderer.class, workspace.loader(), Renderers::register);
        }
    }

    private static <T> void each(Path entry, Class<T> service, ClassLoader loader, Consumer<T> taken) {
        for (String name : providers(entry, "META-INF/services/" + service.getName())) {
            try {
                taken.accept(service.cast(
                        Class.forName(name, true, loader).asSubclass(service).getDeclaredConstructor().newInstance()));
            } catch (ReflectiveOperationException | LinkageError | RuntimeException failure) {
                var cause = failure instanceof InvocationTargetException thrown
                        ? thrown.getCause()
                        : failure;
                System.err.println("The " + service.getSimpleName().toLowerCase(Locale.ROOT) + " " + name
                        + " of " + entry.getFileName() + " cannot be used: " + cause);
            }
        }
    }

    private static List<String> providers(Path entry, String resource) {
        try {
            if (Files.isDirectory(entry)) {
                Path file = entry.resolve(resource);
                return Files.isRegularFile(file) ? names(Files.readString(file)) : List.of();
            }
            try (var jar = new ZipFile(entry.toFile())) {
                var found = jar.getEntry(resource);
                if (found == null) {
                    return List.of();
                }
                try (InputStream in = jar.getInputStream(found)) {
                    return names(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException noJar) {
            return List.of(); // which the compiler will say
        }
    }

    private static List<String> names(String text) {
        return text.lines().map(line -> line.replaceFirst("#.*", "").strip()).filter(name -> !name.isEmpty()).toList();
    }
}
