package dev.linnet.kernel.error;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.lang.model.SourceVersion;

import dev.linnet.kernel.engine.CellTypes;

/**
 * What the virtual machine says of an exception that it throws itself, in the cell's words: without the package and the
 * classes into which the engine puts what a cell declares, and without class loaders.
 */
final class JvmMessage {
    /** {@code REPL.$28$name.name}, a variable; {@code REPL.Type.method()}; {@code REPL.$5.method()}. */
    private static final Pattern OF_CELL = Pattern.compile("\\bREPL\\.(?:\\$[\\w$]+\\.)?");
    private static final Pattern CAST = Pattern
            .compile("class (\\S+) cannot be cast to class (\\S+) \\(.* of loader .*\\)");

    /** The virtual machine has no words for the value of a dynamic call, as which cells call each other's methods. */
    private static final String UNFINISHED = " because \"";

    private JvmMessage() {}

    static String of(Throwable thrown, String message) {
        return switch (thrown) {
            case ClassCastException cast -> ofCells(cast(message));
            case NullPointerException missing when isNameOfNull(missing, message) -> '"' + message + "\" is null";
            case NullPointerException missing -> ofCells(message.endsWith(UNFINISHED)
                    ? message.substring(0, message.length() - UNFINISHED.length())
                    : message);
            case ArrayStoreException wrong -> ofCells(message);
            default -> message;
        };
    }

    /** What {@code Objects.requireNonNull(rule, "rule")} says: who reads {@code NullPointerException: rule} wonders what of it. */
    private static boolean isNameOfNull(NullPointerException missing, String message) {
        var trace = missing.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().equals("java.util.Objects")
                && SourceVersion.isIdentifier(message);
    }

    private static String ofCells(String message) {
        return OF_CELL.matcher(message).replaceAll("");
    }

    private static String type(String binaryName) {
        String name = CellTypes.name(binaryName);
        return name != null && name.contains(" ") ? name : "class " + (name == null ? binaryName : name);
    }

    private static String cast(String message) {
        Matcher cast = CAST.matcher(message);
        if (!cast.matches()) {
            return message;
        }
        boolean redefined = cast.group(1).equals(cast.group(2));
        return type(cast.group(1)) + " cannot be cast to " + type(cast.group(2))
                + (redefined ? ": the object was made before the class was declared anew" : "");
    }
}
