package dev.linnet.kernel.javac;

import java.util.List;

/** The packages of javac that {@link OneCompiler} uses and that javac's module exports to none. */
final class JavacPackages {
    /** The door by which a virtual machine lets us in. */
    static final String OPTION = "--add-exports java.base/jdk.internal.module=ALL-UNNAMED";

    private static final String DOOR = "jdk.internal.module";
    private static final List<String> PACKAGES = List.of("api", "code", "comp", "main", "model", "tree", "util");

    private JavacPackages() {}

    /** Whether they can be used now. */
    static boolean open() {
        Module own = JavacPackages.class.getModule();
        Module javac = Compilers.javac().getClass().getModule();
        try {
            for (String name : PACKAGES) {
                String full = "com.sun.tools.javac." + name;
                if (!javac.isExported(full, own)) {
                    if (!Object.class.getModule().isExported(DOOR, own)) {
                        return false;
                    }
                    Class.forName(DOOR + ".Modules")
                            .getMethod("addExports", Module.class, String.class, Module.class)
                            .invoke(null, javac, full, own);
                }
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException refused) {
            return false;
        }
    }
}
