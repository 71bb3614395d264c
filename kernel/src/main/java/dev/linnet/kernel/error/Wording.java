package dev.linnet.kernel.error;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.linnet.kernel.engine.CodeDiagnostic;

/** The compiler's messages in plain words. */
final class Wording {
    private static final Pattern PACKAGE = Pattern.compile("\\b(?:java|javax|jdk|dev)\\.(?:[a-z_]\\w*\\.)*(?=[A-Z])");
    private static final Pattern SYMBOL = Pattern
            .compile("symbol:\\s+(\\w+) ([^\\n]+?)\\s*(?:\\n\\s*location:\\s+([^\\n]+))?$", Pattern.MULTILINE);
    private static final Pattern TYPE_OF_LOCATION = Pattern
            .compile("(?:.* of type |class |interface |enum |record |@interface |package )((?:anonymous )?[\\w.$]+).*");
    private static final Pattern CONVERSION = Pattern.compile("incompatible types: (.+) cannot be converted to (.+)");
    private static final Pattern LOSSY = Pattern
            .compile("incompatible types: possible lossy conversion from (\\w+) to (\\w+)");
    private static final Pattern ARGUMENTS = Pattern.compile(
            "(?s)(method|constructor) (\\w+) in .*?required:\\s+([^\\n]+)\\n\\s*found:\\s+([^\\n]+).*");
    private static final Pattern OVERLOADS = Pattern
            .compile("(?s)no suitable (method|constructor) found for (\\w+)\\((.*?)\\)\\s*\\n.*");
    private static final Pattern CANDIDATE = Pattern
            .compile("(?:method|constructor) [\\w.$<>,]*?(\\w+\\([^)\\n]*\\)) is");
    private static final Pattern OPERATOR = Pattern
            .compile(
                    "(?s)bad operand types for binary operator '(.+?)'\\s+first type:\\s+(\\S+)\\s+second type:\\s+(\\S+)");
    private static final Pattern REFERENCE = Pattern
            .compile("required: reference\\s+found:\\s+(boolean|byte|short|char|int|long|float|double)");
    private static final Map<String, String> BOXES = Map.of("boolean", "Boolean", "byte", "Byte", "short", "Short",
            "char",
            "Character", "int", "Integer", "long", "Long", "float", "Float", "double", "Double");
    private static final Pattern FOR_EACH = Pattern.compile("found:\\s+(\\S.*)");
    private static final Pattern BOUNDS = Pattern.compile(
            "(?s)incompatible types: inference variable \\w+ has incompatible bounds\\s+equality constraints: ([^\\n]+)\\n\\s*lower bounds: ([^\\n]+)");
    private static final Pattern LAMBDA_RESULT = Pattern.compile(
            "(?s)incompatible types: bad return type in (lambda expression|method reference)\\s+(.+) cannot be converted to (.+)");
    private static final Pattern ACCESS = Pattern.compile("(\\S+) has (private|protected) access in (\\S+)");
    private static final Pattern ABSTRACT = Pattern.compile("(\\S+) is abstract; cannot be instantiated");
    private static final Pattern SEALED = Pattern.compile("extend sealed class: (\\S+)");
    private static final Pattern UNTYPED = Pattern.compile("local variable (\\S+)\\s+\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern NON_STATIC = Pattern
            .compile("non-static (?:variable|method) (.+) cannot be referenced from a static context");
    private static final Pattern THROWN = Pattern.compile("unreported exception ([\\w.$]+);.*", Pattern.DOTALL);
    /** {@code toString() in A cannot override ...}: a name of the code keeps its letters. */
    private static final Pattern CODE_FIRST = Pattern.compile("[\\w.$]+[(<\\[]");
    private static final int CANDIDATES = 6;

    /** A name that the compiler could not find; {@code owner} is the type it was looked for in, or null. */
    record Missing(String kind, String name, String arguments, String owner) {}

    private Wording() {}

    /** What is missing, where the diagnostic is about a missing symbol. */
    static Missing missing(CodeDiagnostic diagnostic) {
        if (!diagnostic.code().startsWith("compiler.err.cant.resolve")) {
            return null;
        }
        var symbol = SYMBOL.matcher(diagnostic.message());
        if (!symbol.find()) {
            return null;
        }
        var name = symbol.group(2);
        int parenthesis = name.indexOf('(');
        var arguments = parenthesis < 0 ? null : shorten(name.substring(parenthesis));
        String owner = null;
        if (symbol.group(3) != null) {
            Matcher type = TYPE_OF_LOCATION.matcher(symbol.group(3));
            owner = type.matches() ? type.group(1) : null;
        }
        return new Missing(symbol.group(1), parenthesis < 0 ? name : name.substring(0, parenthesis), arguments, owner);
    }

    /** Whether a simple name was taken for a package's, since nothing else is called so. */
    static boolean isUnknownPackage(CodeDiagnostic diagnostic) {
        return diagnostic.code().equals("compiler.err.doesnt.exist")
                && diagnostic.message().matches("package \\w+ does not exist");
    }

    /** The sentence for a diagnostic; {@code span} is the text that it points at. */
    static String of(CodeDiagnostic diagnostic, String span) {
        var code = diagnostic.code().replaceFirst("^compiler\\.err\\.", "");
        var message = diagnostic.message();
        return switch (code) {
            case "prob.found.req" -> incompatible(message);
            case "expected", "expected2", "expected3", "expected4" -> expected(message);
            case "premature.eof" -> message.contains("' is never closed")
                    ? "This `" + span + "` is never closed."
                    : "The cell ends too early: a closing brace, parenthesis or quote is missing.";
            case "not.stmt" -> "This is a value that nothing is done with, not a statement.";
            case "missing.ret.stmt" -> "A path through this method ends without a return statement.";
            case "unreachable.stmt" -> "This statement can never be reached.";
            case "unclosed.str.lit" ->
                "This string has no closing quote on its line; a text of several lines stands between \"\"\" and \"\"\".";
            case "unclosed.char.lit" ->
                "Single quotes hold one character; a string stands in double quotes.";
            case "unclosed.text.block" -> "This text block has no closing \"\"\".";
            case "unclosed.comment" -> "This comment has no closing */.";
            case "int.number.too.large" -> "This number is too large for an int; a long ends in L, as in 12345678901L.";
            case "limit.string" ->
                "This string is longer than Java lets a text in code be (65,535 bytes); read it from a file.";
            case "limit.string.overflow" ->
                "A name or a text here is longer than Java lets it be (65,535 bytes); shorten it, or read it from a file.";
            case "limit.code" ->
                "This code is larger than Java lets a method be (64 kB of byte code); divide it into several methods or cells.";
            case "limit.pool" ->
                "This has more names and constants than Java lets a class have (65,535); divide it.";
            case "cant.ref.non.effectively.final.var" -> "`" + span
                    + "` changes, but a lambda or inner class can use only local variables that never change.";
            case "not.exhaustive" ->
                "This switch expression does not cover every case; add the missing ones or a default.";
            case "not.exhaustive.statement" ->
                "This switch does not cover every case; add the missing ones or a default.";
            case "unreported.exception.need.to.catch.or.throw" -> first(THROWN, message,
                    thrown -> shorten(thrown.group(1)) + " must be caught here, or declared with throws.");
            case "cant.apply.symbol" -> first(ARGUMENTS, message,
                    found -> "The " + found.group(1) + " " + found.group(2) + " takes (" + arguments(found.group(3))
                            + "), but is called with (" + arguments(found.group(4)) + ").");
            case "cant.apply.symbols" -> overloads(message);
            case "operator.cant.be.applied.1" -> first(OPERATOR, message, found -> "`" + found.group(1)
                    + "` does not work between " + shorten(found.group(2)) + " and " + shorten(found.group(3)) + ".");
            case "cant.deref" -> capital(article(message.replaceFirst(" cannot be dereferenced$", "")))
                    + " has no methods and no fields.";
            case "illegal.char" -> sentence(message.replace("'", "`"));
            case "type.found.req" -> first(REFERENCE, message, found -> "A type argument cannot be " + found.group(1)
                    + "; write " + BOXES.get(found.group(1)) + ".");
            case "foreach.not.applicable.to.type" -> first(FOR_EACH, message,
                    found -> "A for loop goes over an array or an Iterable; " + article(shorten(found.group(1)))
                            + " is neither.");
            case "static.methods.cannot.be.annotated.with.override" ->
                "A static method, as every method of a cell is, overrides nothing.";
            case "report.access" -> first(ACCESS, message,
                    found -> "`" + found.group(1) + "` is " + found.group(2) + " in " + shorten(found.group(3)) + ".");
            case "cant.infer.local.var.type" -> inferred(message);
            case "no.switch.expression", "no.switch.expression.qualify" ->
                "`yield` gives a value to a switch expression, and here is none.";
            case "missing.meth.body.or.decl.abstract" -> "This method has no body; write it in braces.";
            case "abstract.cant.be.instantiated" -> first(ABSTRACT, message, type -> shorten(type.group(1))
                    + " is abstract: make an object of a subclass, or write its methods, as in new "
                    + shorten(type.group(1)) + "() { ... }.");
            case "generic.array.creation" ->
                "Java makes no arrays of a generic type; use a List, or leave the type's arguments out behind new.";
            case "encl.class.required", "encl.class.required.1" -> sentence(message);
            case "use.of.underscore.not.allowed", "use.of.underscore.not.allowed.non.variable" ->
                "`_` is no name: what is given to it cannot be used again.";
            case "sealed.class.must.have.subclasses" ->
                "A sealed type needs subtypes: declare them in the same cell, or name them behind permits.";
            case "cant.inherit.from.sealed" -> first(SEALED, message, type -> shorten(type.group(1))
                    + " is sealed and does not permit this type: declare it in the same cell, or name it behind permits.");
            case "try.with.resources.expr.effectively.final.var" -> "`" + span
                    + "` may change before it is closed; give it another name here, as in try (var resource = " + span
                    + ").";
            case "non-static.cant.be.ref" -> ofNoObject(message);
            case "call.must.only.appear.in.ctor" ->
                "Only a constructor can call another one by `this(...)` or `super(...)`.";
            case "doesnt.exist" -> "There is no " + message.replaceFirst(" does not exist$", "") + ".";
            default -> sentence(message);
        };
    }

    private static String inferred(String message) {
        return first(UNTYPED, message, found -> {
            var name = found.group(1);
            var reason = found.group(2);
            if (reason.contains("lambda")) {
                return "A lambda does not say what type it is of; write it in place of var, as in Supplier<String> "
                        + name
                        + " = ...";
            }
            if (reason.contains("method reference")) {
                return "A method reference does not say what type it is of; write it in place of var, as in"
                        + " Function<String, Integer> " + name + " = ...";
            }
            return reason.contains("'null'")
                    ? "null does not say what type it is of; write it in place of var, as in String " + name
                            + " = null."
                    : sentence(message);
        });
    }

    private static String ofNoObject(String message) {
        var found = NON_STATIC.matcher(message);
        if (!found.find()) {
            return sentence(message);
        }
        var name = found.group(1);
        return switch (name) {
            case "this", "super" -> "There is no `" + name
                    + "` here, for cells, their methods and static methods belong to no object.";
            default -> "`" + name + "` belongs to each object of its type, and here is none.";
        };
    }

    private interface Words {
        String of(Matcher matcher);
    }

    private static String first(Pattern pattern, String message, Words words) {
        var matcher = pattern.matcher(message);
        return matcher.find() ? words.of(matcher) : sentence(message);
    }

    private static String incompatible(String message) {
        if (message.endsWith("unexpected return value")) {
            return "Nothing can be returned here, neither from a cell nor from a void method.";
        }
        var lossy = LOSSY.matcher(message);
        if (lossy.matches()) {
            return capital(article(lossy.group(1))) + " may not fit into " + article(lossy.group(2))
                    + "; cut it knowingly with ("
                    + lossy.group(2) + ").";
        }
        var bounds = BOUNDS.matcher(message);
        if (bounds.matches()) {
            return "Here " + shorten(bounds.group(1)) + " is needed, but the values are of " + shorten(bounds.group(2))
                    + ".";
        }
        var result = LAMBDA_RESULT.matcher(message);
        if (result.matches()) {
            return "This " + result.group(1).replace(" expression", "") + " has to give "
                    + article(shorten(result.group(3))) + ", but gives " + article(shorten(result.group(2))) + ".";
        }
        if (message.endsWith("incompatible parameter types in lambda expression")) {
            return "The parameters of this lambda are not those of the method that it stands for.";
        }
        var conversion = CONVERSION.matcher(message);
        if (conversion.matches() && conversion.group(1).equals("void")) {
            return "Here " + article(shorten(conversion.group(2))) + " is needed, but this gives no value: it is void.";
        }
        if (conversion.matches()) {
            return "Here " + article(shorten(conversion.group(2))) + " is needed, but this is "
                    + article(shorten(conversion.group(1))) + ".";
        }
        return sentence(message);
    }

    private static String article(String noun) {
        return ("AEIOUaeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String expected(String message) {
        return message.endsWith(" expected")
                ? message.substring(0, message.length() - " expected".length()).replace("'", "`") + " is missing here."
                : sentence(message);
    }

    private static String arguments(String text) {
        return text.strip().equals("no arguments") ? "" : shorten(text.strip()).replace(",", ", ");
    }

    private static String overloads(String message) {
        var call = OVERLOADS.matcher(message);
        if (!call.matches()) {
            return sentence(message.lines().findFirst().orElse(message));
        }
        List<String> candidates = CANDIDATE.matcher(message).results().map(found -> shorten(found.group(1))).toList();
        var shown = String.join(", ", candidates.subList(0, Math.min(CANDIDATES, candidates.size())));
        return "No " + call.group(1) + " " + call.group(2) + " takes (" + arguments(call.group(3)) + "). There are: "
                + shown
                + (candidates.size() > CANDIDATES ? ", and " + (candidates.size() - CANDIDATES) + " more." : ".");
    }

    private static String sentence(String message) {
        var text = shorten(message.strip());
        if (text.isEmpty()) {
            return "The compiler refuses this without saying why.";
        }
        if (!CODE_FIRST.matcher(text).lookingAt()) {
            text = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        }
        return text.matches("(?s).*[.!?:]") || text.contains("\n") ? text : text + ".";
    }

    /** Type names without well-known packages. */
    static String shorten(String text) {
        return PACKAGE.matcher(text).replaceAll("");
    }
}
