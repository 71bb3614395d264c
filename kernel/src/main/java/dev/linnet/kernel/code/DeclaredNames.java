package dev.linnet.kernel.code;

import java.util.List;

/**
 * What a notebook has declared so far: an immutable snapshot.
 *
 * @param imports   import declarations with or without their first word and their semicolon, the default ones
 *                  included
 * @param variables variables, the last declared one last
 * @param methods   methods
 * @param types     classes, interfaces, records and enums
 */
public record DeclaredNames(List<String> imports, List<Variable> variables, List<Method> methods, List<Type> types) {
    public static final DeclaredNames NONE = new DeclaredNames(List.of(), List.of(), List.of(), List.of());

    public DeclaredNames {
        imports = List.copyOf(imports);
        variables = List.copyOf(variables);
        methods = List.copyOf(methods);
        types = List.copyOf(types);
    }

    /** A variable; {@code type} is Java source, {@code value} what it holds now or null. */
    public record Variable(String name, String type, String source, Object value) {}

    /** A method; {@code signature} is its head as Java source, such as {@code <T> int size(List<T> items)}. */
    public record Method(String name, String signature, String source) {}

    /** A type; {@code kind} is {@code class}, {@code interface}, {@code record}, {@code enum} or {@code @interface}. */
    public record Type(String name, String kind, String source) {}
}
