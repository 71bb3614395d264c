package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** The bytes of classes of the JDK and of some jars or directories; nothing is ever loaded as a class. */
final class ClassBytes implements AutoCloseable {
    private final URLClassLoader resources;

    ClassBytes(Path... classPath) {
        var urls = new URL[classPath.length];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = classPath[i].toUri().toURL();
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }
        resources = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    /** Whether a class can be used from other packages; one that cannot be read is taken as public. */
    boolean isPublic(String qualifiedName) {
        try (var in = resources.getResourceAsStream(qualifiedName.replace('.', '/') + ".class")) {
            return in == null || ClassFile.of().parse(in.readAllBytes()).flags().has(AccessFlag.PUBLIC);
        } catch (IOException | IllegalArgumentException e) {
            return true; // a broken class is for javac to report
        }
    }

    @Override
    public void close() {
        try {
            resources.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
