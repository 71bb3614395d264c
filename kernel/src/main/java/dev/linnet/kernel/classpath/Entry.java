package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.util.List;

import javax.tools.JavaFileObject;

/** One entry of a class path. An entry that cannot be read holds nothing: using its classes fails with its own error. */
sealed interface Entry extends AutoCloseable permits JarEntries, FolderEntries {
    String CLASS = ".class";

    /** The class files of a package, such as {@code java.util}. */
    List<JavaFileObject> classes(String packageName);

    /** Whether a package has class files here. */
    boolean holds(String packageName);

    @Override
    void close() throws IOException;
}
