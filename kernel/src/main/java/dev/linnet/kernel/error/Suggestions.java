package dev.linnet.kernel.error;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.linnet.kernel.magic.NearestNames;

/** What to do about a name that the compiler could not find. */
final class Suggestions {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern CALLED = Pattern.compile("[A-Za-z_]\\w*(?=\\s*\\()");
    private static final Set<String> NO_NAMES = Set.of("if", "for", "while", "switch", "catch", "try", "return", "new",
            "int", "long", "double", "float", "boolean", "char", "byte", "short", "void", "var", "class", "record",
            "else", "do", "true", "false", "null", "this", "super", "import", "static", "final", "public", "private",
            "throw", "throws", "enum", "interface", "case", "default", "break", "continue", "instanceof");
    private static final List<String> COMMON_TYPES = List.of("String", "Integer", "Long", "Double", "Boolean", "Object",
            "Character", "System", "Math", "Thread", "Runnable", "StringBuilder", "List", "Map", "Set", "ArrayList",
            "HashMap", "HashSet", "Arrays", "Optional", "Stream", "Collectors", "IntStream", "Files", "Path", "Random",
            "Exception", "RuntimeException", "IllegalArgumentException", "IllegalStateException", "Iterable");
    private static final List<String> DEFAULT_IMPORTS = List.of("java.lang.*", "java.util.*");
    private static final Pattern IMPORT = Pattern.compile("import\\s+([\\w.]+?)\\s*\\.\\s*(\\*|\\w+)\\s*;?");

    private final KnownNames known;
    private final String cell;
    private final Set<String> missing;

    /** {@code cell} is the text that failed: names in it count as known, but for those that are {@code missing}. */
    Suggestions(KnownNames known, String cell, Set<String> missing) {
        this.known = known;
        this.cell = cell;
        this.missing = missing;
    }

    /** One line of advice, or null; {@code qualified} where the name stands behind a dot. */
    String of(Wording.Missing missing, boolean qualified, boolean afterPercent) {
        if (afterPercent && known.magics().contains(missing.name())) {
            return "To call the magic %" + missing.name() + ", end the line before it with a semicolon.";
        }
        if (qualified) {
            return missing.owner() == null ? null : ofMember(missing);
        }
        if (missing.name().endsWith("?")) {
            return null;
        }
        if (Character.isUpperCase(missing.name().charAt(0))) {
            var imports = LikelyImports.of(missing.name(), known.classPath())
                    .stream()
                    .map(name -> "import " + name + ";")
                    .toList();
            if (!imports.isEmpty()) {
                return "Is this missing?  " + String.join("   or   ", imports);
            }
        }
        return didYouMean(missing.name(), switch (missing.kind()) {
            case "method" -> names(known.methods(), CALLED);
            case "class" -> names(concat(known.types(), COMMON_TYPES), null);
            default -> names(concat(known.variables(), concat(known.types(), COMMON_TYPES)), IDENTIFIER);
        }, missing.arguments() == null ? "" : "()");
    }

    private String ofMember(Wording.Missing missing) {
        var owner = resolve(missing.owner());
        if (owner == null) {
            return null;
        }
        var names = missing.arguments() == null
                ? Arrays.stream(owner.getFields()).map(Field::getName).toList()
                : Arrays.stream(owner.getMethods()).map(Method::getName).toList();
        if (missing.arguments() == null && Arrays.stream(owner.getMethods())
                .anyMatch(
                        method -> method.getName().equals(missing.name()) && method.getParameterCount() == 0)) {
            return "It is a method: write " + missing.name() + "().";
        }
        if (missing.name().equals("length") && missing.arguments() != null && owner.isArray()) {
            return "An array's length is a field: write length without ().";
        }
        if (Collection.class.isAssignableFrom(owner) && missing.arguments() != null && Arrays
                .stream(Stream.class.getMethods())
                .anyMatch(method -> method.getName().equals(missing.name()))) {
            return "Streams have it: write .stream()." + missing.name() + "(...), and .toList() for a list.";
        }
        return didYouMean(missing.name(), names, missing.arguments() == null ? "" : "()");
    }

    private Class<?> resolve(String type) {
        var candidates = new ArrayList<>(List.of(type));
        if (!type.contains(".")) {
            Stream.concat(DEFAULT_IMPORTS.stream().map(name -> "import " + name), known.imports().stream())
                    .forEach(declaration -> {
                        var matcher = IMPORT.matcher(declaration);
                        if (matcher.matches() && (matcher.group(2).equals("*") || matcher.group(2).equals(type))) {
                            candidates.add(matcher.group(1) + "." + type);
                        }
                    });
        }
        for (var candidate : candidates) {
            try {
                return Class.forName(candidate, false, known.loader());
            } catch (ClassNotFoundException | LinkageError e) {
                // The next candidate may be it.
            }
        }
        return null;
    }

    private List<String> names(List<String> declared, Pattern inCell) {
        var names = new ArrayList<>(declared);
        if (inCell != null) {
            inCell.matcher(cell)
                    .results()
                    .map(result -> result.group())
                    .filter(name -> !NO_NAMES.contains(name) && !missing.contains(name))
                    .forEach(names::add);
        }
        return names;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static String didYouMean(String typed, List<String> names, String suffix) {
        var near = NearestNames.of(typed, names).stream().map(name -> name + suffix).toList();
        return near.isEmpty() ? null : "Did you mean " + String.join(" or ", near) + "?";
    }
}
