package dev.linnet.kernel.engine;

import java.util.List;

/**
 * What a session has declared, as it stood at one moment. {@code holder} is the binary name of the class that holds a
 * declaration, {@code source} its text and {@code cell} the number of the cell it was written in.
 *
 * @param imports import declarations with their semicolon, defaults first
 * @param anonymous classes without a name in their cell, by the names that the types of variables have for them
 * @param waiting declarations that cannot be used yet
 */
public record Declarations(List<String> imports, List<Variable> variables, List<Method> methods, List<Type> types,
        List<Type> anonymous, List<Waiting> waiting) {
    public Declarations {
        imports = List.copyOf(imports);
        variables = List.copyOf(variables);
        methods = List.copyOf(methods);
        types = List.copyOf(types);
        anonymous = List.copyOf(anonymous);
        waiting = List.copyOf(waiting);
    }

    /** A variable with its type as Java text and its value at that moment. */
    public record Variable(String name, String type, Object value, String source, int cell, String holder) {}

    /** A method; {@code signature} is its text before the body. */
    public record Method(String name, String signature, String source, int cell, String holder) {}

    /** A type; {@code kind} is class, record, enum, interface or annotation. */
    public record Type(String name, String kind, String source, int cell, String holder) {}

    /** A declaration, such as {@code g()}, that waits for names that are not declared yet, or (none missing) is broken. */
    public record Waiting(String title, List<String> missing, String source, int cell) {}
}
