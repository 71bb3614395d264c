package dev.linnet.kernel.engine;

import java.util.Set;

/** Which classes a package of the platform or the class path holds. */
interface PackageIndex {
    /** The simple names of the top-level classes of {@code packageName}, public or not; empty if there is no such package. */
    Set<String> names(String packageName);

    boolean isPublic(String packageName, String simpleName);
}
