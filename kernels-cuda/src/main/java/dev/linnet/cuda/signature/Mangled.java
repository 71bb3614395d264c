package dev.linnet.cuda.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.linnet.cuda.signature.CudaType.Scalar;

/**
 * Reads the part of the Itanium C++ ABI's mangled names that kernels and their parameter types need. What it does not
 * know it refuses; it never guesses.
 */
final class Mangled {
    /** A name or a type; {@code text} is what C++ calls it. */
    record Node(String text, CudaType type, boolean constant) {}

    private static final Map<Character, Scalar> BUILT_IN = Map.ofEntries(Map.entry('b', Scalar.BOOL),
            Map.entry('c', Scalar.CHAR), Map.entry('a', Scalar.SIGNED_CHAR), Map.entry('h', Scalar.UNSIGNED_CHAR),
            Map.entry('s', Scalar.SHORT), Map.entry('t', Scalar.UNSIGNED_SHORT), Map.entry('i', Scalar.INT),
            Map.entry('j', Scalar.UNSIGNED), Map.entry('l', Scalar.LONG), Map.entry('m', Scalar.UNSIGNED_LONG),
            Map.entry('x', Scalar.LONG_LONG), Map.entry('y', Scalar.UNSIGNED_LONG_LONG), Map.entry('f', Scalar.FLOAT),
            Map.entry('d', Scalar.DOUBLE));
    private static final Map<String, Scalar> NAMED = Map.of("__half", Scalar.HALF, "__nv_bfloat16", Scalar.BFLOAT16);
    private static final Map<Character, String> STANDARD = Map.of('t', "std", 'a', "std::allocator", 'b',
            "std::basic_string", 's', "std::string", 'i', "std::istream", 'o', "std::ostream", 'd', "std::iostream");

    private final String text;
    private int position;
    private final List<Node> substitutions = new ArrayList<>();

    /** Reads {@code text} from {@code position} on. */
    Mangled(String text, int position) {
        this.text = text;
        this.position = position;
    }

    boolean takes(String expected) {
        if (!text.startsWith(expected, position)) {
            return false;
        }
        position += expected.length();
        return true;
    }

    private char next() {
        if (position >= text.length()) {
            throw unknown("the end");
        }
        return text.charAt(position);
    }

    private SignatureException unknown(String what) {
        return new SignatureException("The compiler's name " + text + " holds " + what + " at character "
                + (position + 1)
                + ", which cannot be read. Declare the kernel extern \"C\" with plain parameter types.");
    }

    private SignatureException unpassable(String what) {
        int probed = text.indexOf(Probes.KERNEL_FOLLOWS);
        var kernel = new Mangled(text, probed < 0 ? 2 : probed + Probes.KERNEL_FOLLOWS.length());
        kernel.substitutions.addAll(substitutions);
        return new SignatureException("The kernel " + kernel.name() + " has " + what + " among its parameters, which"
                + " cannot be passed from Java: declare a pointer, a number or a struct instead.");
    }

    /** {@code [N] name [template arguments]}: a function's name as C++ writes it. */
    String name() {
        var node = next() == 'N' ? nested() : unscoped();
        return node.text();
    }

    /** The types of a function's parameters, up to {@code E} or the end. */
    List<CudaType> parameters() {
        var types = new ArrayList<CudaType>();
        while (position < text.length() && text.charAt(position) != 'E') {
            var type = type();
            if (!(type.type() instanceof CudaType.Anything)) {
                types.add(type.type());
            }
        }
        return types;
    }

    private Node unscoped() {
        Node node;
        if (next() == 'S' && text.charAt(position + 1) != 't') {
            node = substitution();
        } else {
            boolean inStd = takes("St");
            node = named((inStd ? "std::" : "") + sourceName());
            if (next() == 'I') {
                substitutions.add(node);
            }
        }
        if (position < text.length() && text.charAt(position) == 'I') {
            node = named(node.text() + templateArguments());
            substitutions.add(node);
        }
        return node;
    }

    private Node nested() {
        position++;
        while (takes("K") || takes("V") || takes("r")) {
            // qualifiers of a member function
        }
        Node node = null;
        while (!takes("E")) {
            char c = next();
            if (c == 'S') {
                node = text.charAt(position + 1) == 't' && Character.isDigit(text.charAt(position + 2))
                        ? standard()
                        : substitution();
                continue;
            }
            if (c == 'I') {
                if (node == null) {
                    throw unknown("template arguments without a template");
                }
                node = named(node.text() + templateArguments());
            } else {
                var part = sourceName();
                boolean hidden = part.isEmpty();
                node = named(node == null || node.text().isEmpty()
                        ? part
                        : hidden ? node.text() : node.text() + "::" + part);
            }
            if (next() != 'E') {
                substitutions.add(node);
            }
        }
        if (node == null) {
            throw unknown("an empty name");
        }
        return node;
    }

    private Node standard() {
        position += 2;
        return named("std");
    }

    /** A name with its length before it; empty for an anonymous namespace. */
    private String sourceName() {
        takes("L"); // internal linkage
        int length = number();
        if (position + length > text.length()) {
            throw unknown("a name that is too long");
        }
        var name = text.substring(position, position + length);
        position += length;
        return name.startsWith("_GLOBAL__N_") || name.startsWith("_INTERNAL_") ? "" : name;
    }

    private int number() {
        int begin = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        if (begin == position || position - begin > 6) {
            throw unknown("\"" + text.charAt(Math.min(begin, text.length() - 1)) + "\" instead of a name");
        }
        return Integer.parseInt(text.substring(begin, position));
    }

    private static Node named(String name) {
        var scalar = NAMED.get(name);
        return new Node(name, scalar != null ? scalar : new CudaType.Struct(name), false);
    }

    private Node substitution() {
        position++;
        char c = next();
        if (STANDARD.containsKey(c)) {
            position++;
            return named(STANDARD.get(c));
        }
        int index = 0;
        if (c != '_') {
            int begin = position;
            while (Character.isLetterOrDigit(next())) {
                position++;
            }
            index = Integer.parseInt(text.substring(begin, position), 36) + 1;
        }
        if (!takes("_") || index >= substitutions.size()) {
            throw unknown("a reference to nothing");
        }
        return substitutions.get(index);
    }

    /** {@code <float, 4>}. */
    String templateArguments() {
        position++;
        var arguments = new ArrayList<String>();
        while (!takes("E")) {
            templateArgument(arguments);
        }
        return "<" + String.join(", ", arguments) + ">";
    }

    private void templateArgument(List<String> arguments) {
        switch (next()) {
            case 'L' -> arguments.add(literal());
            case 'J' -> {
                position++;
                while (!takes("E")) {
                    templateArgument(arguments);
                }
            }
            case 'X' -> throw unknown("an expression");
            default -> {
                var node = type();
                arguments.add(node.constant() ? "const " + node.text() : node.text());
            }
        }
    }

    private String literal() {
        position++;
        var type = type();
        int end = text.indexOf('E', position);
        if (end < 0 || !(type.type() instanceof Scalar || type.type() instanceof CudaType.Struct)) {
            throw unknown("a constant");
        }
        var value = text.substring(position, end).replace('n', '-');
        position = end + 1;
        if (type.type() == Scalar.BOOL) {
            return value.equals("1") ? "true" : "false";
        }
        return type.type() == Scalar.INT ? value : "(" + type.text() + ")" + value;
    }

    /** The name of a probe up to its template arguments. */
    void probeName() {
        do {
            substitutions.add(named(sourceName()));
        } while (next() != 'I');
    }

    /** {@code Li7E}. */
    void skipLiteral() {
        literal();
    }

    /** {@code Ly24E}: a whole number among template arguments. */
    long wholeNumber() {
        var text = literal();
        return Long.parseLong(text.substring(text.indexOf(')') + 1));
    }

    /** The end of {@code PFv...E}: the function's type and the pointer to it may be referred to later. */
    void functionPointerEnd() {
        if (!takes("E")) {
            throw unknown("a function type that does not end");
        }
        add(new Node("(function)", new CudaType.Anything(), false));
        add(new Node("(function)*", new CudaType.Anything(), false));
    }

    /** One type. */
    Node type() {
        char c = next();
        if (Character.isDigit(c)) {
            return add(unscopedType());
        }
        var scalar = BUILT_IN.get(c);
        if (scalar != null) {
            position++;
            return new Node(scalar.text(), scalar, false);
        }
        return switch (c) {
            case 'v' -> {
                position++;
                yield new Node("void", new CudaType.Anything(), false);
            }
            case 'K', 'V', 'r' -> qualified();
            case 'P' -> {
                position++;
                var to = type();
                var pointer = new CudaType.Pointer(to.type(), to.constant());
                yield add(new Node(pointer.text(), pointer, false));
            }
            case 'A' -> {
                position++;
                int length = number();
                if (!takes("_")) {
                    throw unknown("an array without a length");
                }
                var of = type();
                var array = new CudaType.Array(of.type(), length);
                yield add(new Node(array.text(), array, of.constant()));
            }
            case 'N' -> add(nested());
            case 'S' -> text.charAt(position + 1) == 't' ? add(unscopedType()) : substitutedType();
            case 'F' -> throw unpassable("a function");
            case 'R', 'O' -> throw unpassable("a reference");
            case 'M' -> throw unpassable("a pointer to a member");
            case 'n', 'o' -> throw unpassable("an integer of 128 bits");
            default -> throw unknown("\"" + c + "\"");
        };
    }

    private Node qualified() {
        boolean constant = false;
        while (true) {
            if (takes("K")) {
                constant = true;
            } else if (!takes("V") && !takes("r")) {
                break;
            }
        }
        var of = type();
        return add(new Node(of.text(), of.type(), constant || of.constant()));
    }

    private Node unscopedType() {
        boolean inStd = takes("St");
        var node = named((inStd ? "std::" : "") + sourceName());
        if (position < text.length() && text.charAt(position) == 'I') {
            substitutions.add(node);
            node = named(node.text() + templateArguments());
        }
        return node;
    }

    private Node substitutedType() {
        var node = substitution();
        if (position < text.length() && text.charAt(position) == 'I') {
            return add(named(node.text() + templateArguments()));
        }
        return node;
    }

    private Node add(Node node) {
        substitutions.add(node);
        return node;
    }
}
