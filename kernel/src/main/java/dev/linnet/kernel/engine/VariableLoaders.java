package dev.linnet.kernel.engine;

import java.util.Set;

/**
 * Who defines the class of a variable. Each variable has a loader of its own, for the class keeps the value, and the loader
 * keeps the class: a value must not outlive its variable. A primitive value keeps nothing alive, so that some such variables
 * share a loader, which takes most of what a variable costs.
 */
final class VariableLoaders {
    /** So many classes stay, in the worst case, for the sake of one that is in use. */
    private static final int SHARING = 32;
    private static final Set<String> PRIMITIVE = Set.of("boolean", "byte", "short", "char", "int", "long", "float",
            "double");

    private final ClassLoader parent;
    private CellLoader shared;
    private int sharing;

    VariableLoaders(ClassLoader parent) {
        this.parent = parent;
    }

    /** The loader for a new variable of this type. */
    CellLoader of(String type) {
        if (!PRIMITIVE.contains(type)) {
            return new CellLoader(parent, null);
        }
        if (shared == null || sharing == SHARING) {
            shared = new CellLoader(parent, null);
            sharing = 0;
        }
        sharing++;
        return shared;
    }
}
