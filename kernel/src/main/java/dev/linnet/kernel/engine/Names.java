package dev.linnet.kernel.engine;

import java.util.regex.Pattern;

/** The names of generated classes: a user's type keeps its own, everything else has a {@code $} in front and a serial number behind. */
final class Names {
    static final String PACKAGE = "REPL";
    static final String PACKAGE_PREFIX = PACKAGE + ".";
    static final String RUN_METHOD = "$run";
    static final String VALUE_FIELD = "$value";
    static final String SHOW = "shownValueOf";
    private static final String METHODS = "$methods$";
    private static final String ANONYMOUS = "$anonymous$";
    private static final Pattern ANONYMOUS_CLASS = Pattern.compile("\\$anonymous\\$\\d+_\\d+\\$([\\w$]+)",
            Pattern.UNICODE_CHARACTER_CLASS);

    private Names() {}

    static String variable(String name, long serial) {
        return "$" + serial + "$" + name;
    }

    static String methods(String name, long serial) {
        return METHODS + serial + "$" + name;
    }

    /** Whether a class of this simple name is one for the variable, or for the methods, of such a name. */
    static boolean holds(String simpleName, String member) {
        if (!simpleName.startsWith("$") || !simpleName.endsWith("$" + member)) {
            return false;
        }
        int from = simpleName.startsWith(METHODS) ? METHODS.length() : 1;
        int end = simpleName.length() - member.length() - 1;
        return from < end && simpleName.substring(from, end).chars().allMatch(Character::isDigit);
    }

    static String run(long serial) {
        return "$run$" + serial;
    }

    /** A class that has no name in the cell: {@code $anonymous$12_0$Runnable}. */
    static String anonymous(long serial, int index, String supertype) {
        return ANONYMOUS + serial + "_" + index + "$" + supertype;
    }

    static boolean isAnonymous(String binaryName) {
        return binaryName.startsWith(PACKAGE_PREFIX + ANONYMOUS);
    }

    /** Java text as a person would write it: without the package of the cells, {@code anonymous Runnable} for its generated name. */
    static String plain(String text) {
        String plain = text.replace(PACKAGE_PREFIX, "");
        return plain.contains(ANONYMOUS) ? ANONYMOUS_CLASS.matcher(plain).replaceAll("anonymous $1") : plain;
    }

    /** The serial number in the name of a class that runs a cell, or that is nested in one; -1 for any other class. */
    static long runSerial(String binaryName) {
        String prefix = PACKAGE_PREFIX + RUN_METHOD + "$";
        if (!binaryName.startsWith(prefix)) {
            return -1;
        }
        int end = binaryName.indexOf('$', prefix.length());
        return Long.parseLong(binaryName, prefix.length(), end < 0 ? binaryName.length() : end, 10);
    }

    static String qualified(String topLevel) {
        return PACKAGE_PREFIX + topLevel;
    }

    /** Whether {@code internal} (such as {@code REPL/$methods$3$f}) holds methods of a cell. */
    static boolean holdsMethods(String internal) {
        return internal.startsWith(PACKAGE + "/" + METHODS);
    }
}
