package dev.linnet.kernel.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person calls the types of cells. The engine puts them into a package of its own and into classes with generated
 * names, and some have no name at all: {@code REPL.$run$9$1} is an {@code anonymous Runnable of cell 9}.
 */
public final class CellTypes {
    /** {@code REPL.$run$9$1Local}: a class in a cell's statements or methods; the last group is its own name, if it has one. */
    private static final Pattern LOCAL = Pattern.compile(
            "(?:REPL\\.)?(?:\\$run\\$\\d+|\\$methods\\$\\d+\\$[\\w$]+?|[\\w$]+?)\\$\\d+(\\p{javaJavaIdentifierStart}\\w*)?",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern QUALIFIER = Pattern.compile("\\b(?:[a-z_]\\w*\\.)+(?=[A-Z])");

    private CellTypes() {}

    /** Java text as a person would write it: {@code anonymous Runnable} for a generated name, types without their packages. */
    public static String plain(String java) {
        return QUALIFIER.matcher(Names.plain(java)).replaceAll("");
    }

    /**
     * The name of a class as a person knows it, with its cell where it has no name of its own; null for a class that is
     * no cell's and has a name.
     */
    public static String name(Class<?> type) {
        if (type.isArray()) {
            String component = name(type.getComponentType());
            return component == null ? null : component + "[]";
        }
        boolean lambda = type.isHidden() && type.getName().contains("$$Lambda");
        boolean anonymous = type.isAnonymousClass() || Names.isAnonymous(type.getName());
        if (lambda || anonymous) {
            return (lambda ? "lambda " : "anonymous ") + supertype(type).getSimpleName() + place(type);
        }
        return type.getPackageName().equals(Names.PACKAGE) ? type.getSimpleName() : null;
    }

    private static Class<?> supertype(Class<?> type) {
        Class<?> parent = type.getInterfaces().length > 0 ? type.getInterfaces()[0] : type.getSuperclass();
        return parent.isAnonymousClass() ? supertype(parent) : parent;
    }

    private static String place(Class<?> type) {
        String label = type.getClassLoader() instanceof CellLoader loader ? loader.label(type) : null;
        return label == null ? "" : " of " + label;
    }

    /**
     * The same for a class of which just the binary name is known: {@code Outer.Inner}, {@code an anonymous class}; null
     * for one that is no cell's.
     */
    public static String name(String binaryName) {
        boolean lambda = binaryName.contains("$$Lambda");
        if (!lambda && !binaryName.startsWith(Names.PACKAGE_PREFIX)) {
            return null;
        }
        if (lambda) {
            return "a lambda";
        }
        if (Names.isAnonymous(binaryName)) {
            return "an " + Names.plain(binaryName);
        }
        Matcher local = LOCAL.matcher(binaryName);
        if (local.matches()) {
            return local.group(1) == null ? "an anonymous class" : local.group(1);
        }
        return binaryName.substring(Names.PACKAGE_PREFIX.length()).replace('$', '.');
    }
}
