package dev.linnet.kernel.engine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A generated top-level class with its nested classes, as the compiler made them.
 *
 * @param name   its simple name
 * @param files  binary name to bytes, nested classes included
 * @param refers simple names of the other generated top-level classes it mentions
 * @param loader who defines it
 */
record ReplClass(String name, Map<String, byte[]> files, Set<String> refers, CellLoader loader) {
    static ReplClass of(String name, Map<String, byte[]> files, CellLoader loader) {
        Set<String> refers = new HashSet<>();
        for (byte[] bytes : files.values()) {
            for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                if (entry instanceof Utf8Entry text) {
                    collect(text.stringValue(), refers);
                }
            }
        }
        refers.remove(name);
        return new ReplClass(name, Map.copyOf(files), Set.copyOf(refers), loader);
    }

    /** Whether it uses the variable or a method of this name of the session, in whichever class that was when it was compiled. */
    boolean refersToMember(String member) {
        return refers.stream().anyMatch(one -> Names.holds(one, member));
    }

    Class<?> load() throws ClassNotFoundException {
        return loader.loadClass(Names.qualified(name));
    }

    /** The top-level class of a binary name such as {@code REPL.A$B}, among {@code topLevels}; null if there is none. */
    static String topLevel(String binaryName, Set<String> topLevels) {
        String name = binaryName.substring(Names.PACKAGE_PREFIX.length());
        while (!topLevels.contains(name)) {
            int cut = name.lastIndexOf('$');
            if (cut <= 0) {
                return null;
            }
            name = name.substring(0, cut);
        }
        return name;
    }

    /** The simple name of the class that runs a cell, of which {@code binaryName} is one or is nested in one. */
    static String runClass(String binaryName) {
        String name = binaryName.substring(Names.PACKAGE_PREFIX.length());
        int cut = name.indexOf('$', Names.RUN_METHOD.length() + 1);
        return cut < 0 ? name : name.substring(0, cut);
    }

    /** Adds every prefix that may be a top-level name: a {@code $} may be part of a name or begin a nested one. */
    private static void collect(String text, Set<String> into) {
        String prefix = Names.PACKAGE + "/";
        for (int at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
            int end = at + prefix.length();
            int begin = end;
            while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                if (text.charAt(end) == '$' && end > begin) {
                    into.add(text.substring(begin, end));
                }
                end++;
            }
            if (end > begin) {
                into.add(text.substring(begin, end));
            }
        }
    }
}
