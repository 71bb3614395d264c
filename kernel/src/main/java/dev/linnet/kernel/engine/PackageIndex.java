package dev.linnet.kernel.engine;

/** Which public classes the packages of the platform and the class path hold. */
interface PackageIndex {
    /** Whether there is such a package with a class in it. */
    boolean exists(String packageName);

    /** Whether the package has a public top-level class of this name. */
    boolean holds(String packageName, String simpleName);
}
