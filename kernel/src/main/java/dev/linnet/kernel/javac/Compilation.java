package dev.linnet.kernel.javac;

import java.io.IOException;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;

/**
 * What the compiler does with one source, step by step and each step once. What it found may be used until the next
 * compilation begins. A step throws {@link IllegalStateException} where the compiler breaks down, as it does over what is
 * nested too deeply.
 */
public interface Compilation {
    /** The source as a tree, syntax errors and all. */
    CompilationUnitTree parse() throws IOException;

    /** Finds the types and symbols of the parsed tree, whatever is wrong with it. */
    void attribute() throws IOException;

    /** Writes the attributed tree's classes, unless there was an error. */
    void generate() throws IOException;

    /** The compiler's own view, for {@code Trees}, types and elements. */
    JavacTask task();
}
