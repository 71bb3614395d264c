package dev.linnet.kernel.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Undoes what the {@code linnet} script does to a terminal's stderr. The JVM announces incubator modules on stderr
 * before any code of ours runs, and no flag stops it; so the script starts it with stderr closed off and the real one as
 * descriptor {@code linnet.stderr}, which takes its place here.
 */
final class StandardError {
    private static final String PROPERTY = "linnet.stderr";

    private StandardError() {}

    static void restore() {
        Integer descriptor = Integer.getInteger(PROPERTY);
        if (descriptor == null) {
            return;
        }
        replace(descriptor);
    }

    @SuppressWarnings("restricted") // dup2 takes two numbers and touches no memory
    private static void replace(int descriptor) {
        Linker linker = Linker.nativeLinker();
        var twoNumbers = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        var dup2 = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"), twoNumbers);
        try {
            int duplicate = (int) dup2.invokeExact(descriptor, 2);
            if (duplicate != 2) {
                throw new IllegalStateException("dup2(" + descriptor + ", 2) returned " + duplicate);
            }
        } catch (Throwable failure) {
            throw new IllegalStateException("Cannot get the terminal's stderr back.", failure);
        }
    }
}
