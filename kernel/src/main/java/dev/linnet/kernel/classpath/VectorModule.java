package dev.linnet.kernel.classpath;

import java.util.List;

/**
 * The module of the Vector API, brought in when its first class is wanted. {@code --add-modules} would put it into the boot
 * layer, and a virtual machine with an incubator module there uses its AOT cache by half only: 0.12 s more for every
 * start. Loaded this way, as the virtual machine itself loads the module of an agent, it is compiled just as well,
 * given the options {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED -XX:+EnableVectorSupport}.
 */
public final class VectorModule {
    /** The package of its classes, which is also its name. */
    public static final String NAME = "jdk.incubator.vector";

    private static final String LOADER_PACKAGE = "jdk.internal.module";

    private VectorModule() {}

    /** Whether the class of this name is of the Vector API. */
    public static boolean holds(String className) {
        return className.startsWith(NAME + ".");
    }

    /** Whether the Vector API can be used. */
    public static boolean isAvailable() {
        return isInBootLayer() || Object.class.getModule().isExported(LOADER_PACKAGE, VectorModule.class.getModule());
    }

    /** Whether the virtual machine was started with it. */
    public static boolean isInBootLayer() {
        return ModuleLayer.boot().findModule(NAME).isPresent();
    }

    /** What javac must be told. */
    public static List<String> compilerOptions() {
        return isAvailable() ? List.of("--add-modules", NAME) : List.of();
    }

    /**
     * Loads the module, where it is not loaded yet.
     *
     * @throws NoClassDefFoundError where this virtual machine cannot; the message says what would help
     */
    public static void load() {
        if (isInBootLayer()) {
            return;
        }
        try {
            Class.forName(LOADER_PACKAGE + ".Modules").getMethod("loadModule", String.class).invoke(null, NAME);
        } catch (ReflectiveOperationException | RuntimeException refused) {
            var error = new NoClassDefFoundError(
                    "The Vector API is not loaded; start the virtual machine with --add-modules " + NAME + ".");
            error.initCause(refused);
            throw error;
        }
    }
}
