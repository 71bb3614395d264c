package dev.linnet.kernel.error;

import java.util.Map;
import java.util.regex.Pattern;

import dev.linnet.kernel.engine.CodeDiagnostic;

/** What to do about a compiler's error that is not about a missing name. */
final class Advice {
    private static final Pattern OF_THIS = Pattern.compile(
            "this\\s*\\.\\s*(?!(?:toString|hashCode|equals|getClass|clone|notify|notifyAll|wait)\\b)(\\w+)",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern CHARACTER = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)\"");
    private static final Pattern DECIMAL = Pattern.compile("[\\d_]*\\.[\\d_]+|[\\d_]+\\.");
    private static final Pattern ASSIGNMENT = Pattern.compile("[\\w.]+\\s*=\\s*[^=].*", Pattern.DOTALL);
    private static final Pattern FOUND_MAP = Pattern.compile("found:\\s+(?:[\\w.]*\\.)?\\w*Map\\b");
    private static final Pattern ABSTRACT = Pattern.compile("java\\.util\\.(\\w+) is abstract");
    private static final Map<String, String> IMPLEMENTATIONS = Map.of("List", "ArrayList", "Collection", "ArrayList",
            "Map", "HashMap", "SortedMap", "TreeMap", "Set", "HashSet", "SortedSet", "TreeSet", "Queue", "ArrayDeque",
            "Deque", "ArrayDeque");

    private Advice() {}

    /** A line of advice, or null; {@code from} is the cell's text from the error's start on, {@code span} what it points at. */
    static String of(CodeDiagnostic diagnostic, String from, String span) {
        var message = diagnostic.message();
        return switch (diagnostic.code()) {
            case "compiler.err.illegal.start.of.expr" ->
                from.startsWith("package ") ? "A cell is in no package: leave this line out." : null;
            case "compiler.err.non-static.cant.be.ref" -> ofNoObject(from);
            case "compiler.err.doesnt.exist" -> "If it is in a jar, add that first: %jars FILE";
            case "compiler.err.prob.found.req" -> conversion(message, span);
            case "compiler.err.abstract.cant.be.instantiated" -> implementation(message);
            case "compiler.err.foreach.not.applicable.to.type" ->
                FOUND_MAP.matcher(message).find() ? "Go over its .entrySet(), .keySet() or .values()." : null;
            case "compiler.err.static.methods.cannot.be.annotated.with.override" -> "Leave @Override out.";
            case "compiler.err.not.stmt" -> "Assign it to a variable, print it, or make it the cell's last line.";
            default -> null;
        };
    }

    private static String ofNoObject(String from) {
        var member = OF_THIS.matcher(from);
        if (member.lookingAt()) {
            return "Write " + member.group(1) + " alone.";
        }
        return from.startsWith("this") || from.startsWith("super")
                ? "Name the variable or the class that you mean."
                : "Use it through an object, such as a variable that holds one.";
    }

    private static String conversion(String message, String span) {
        if (message.endsWith("unexpected return value")) {
            return "To show a value, write it without return as the cell's last line.";
        }
        if (message.endsWith("cannot be converted to char") && CHARACTER.matcher(span).matches()) {
            return "A char stands in single quotes: '" + span.substring(1, span.length() - 1) + "'";
        }
        if (message.matches("(?s).*: char cannot be converted to java\\.lang\\.String") && span.startsWith("'")) {
            return "A string stands in double quotes: \"" + span.substring(1, span.length() - 1) + "\"";
        }
        if (message.endsWith("from double to float") && DECIMAL.matcher(span).matches()) {
            return "A float ends in f: " + span + "f";
        }
        return message.endsWith("cannot be converted to boolean") && ASSIGNMENT.matcher(span).matches()
                ? "To compare, write == in place of =."
                : null;
    }

    private static String implementation(String message) {
        var type = ABSTRACT.matcher(message);
        var implementation = type.find() ? IMPLEMENTATIONS.get(type.group(1)) : null;
        return implementation == null ? null : "Did you mean " + implementation + "?";
    }
}
