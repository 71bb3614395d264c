package dev.linnet.kernel.install;

import java.util.List;

/**
 * The kernel that a person wants; kernels of different names live beside each other.
 *
 * @param name        its name for Jupyter
 * @param displayName what Jupyter's menus call it
 * @param jdk         what runs it
 * @param jvmOptions  options of its virtual machine beside those of every kernel, one word each
 */
public record KernelChoice(String name, String displayName, Jdk jdk, List<String> jvmOptions) {
    public KernelChoice {
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** The usual kernel of the JDK that runs this process. */
    public static KernelChoice usual() {
        return named(KernelSpec.NAME, "Java (Linnet)");
    }

    /** A kernel of the JDK that runs this process. */
    public static KernelChoice named(String name, String displayName) {
        return new KernelChoice(name, displayName, Jdk.ofThisProcess(), List.of());
    }
}
