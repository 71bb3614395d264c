package dev.linnet.kernel.code;

import java.util.List;
import java.util.Set;

/** Java's words, by where they can be written. */
final class Keywords {
    static final List<String> PRIMITIVES = List.of("boolean", "byte", "char", "short", "int", "long", "float", "double",
            "void");
    private static final List<String> EXPRESSION = List.of("new", "this", "super", "null", "true", "false", "switch",
            "instanceof");
    private static final List<String> STATEMENT = List.of("var", "if", "else", "for", "while", "do", "try", "catch",
            "finally", "switch", "case", "default", "return", "throw", "break", "continue", "yield", "assert",
            "synchronized", "final", "import", "throws");
    private static final List<String> DECLARATION = List.of("public", "protected", "private", "static", "final",
            "abstract", "sealed", "non-sealed", "class", "interface", "enum", "record", "default", "synchronized",
            "transient", "volatile", "native", "strictfp", "implements", "extends", "throws");
    private static final List<String> AFTER_NAME = List.of("extends", "implements", "permits", "instanceof", "throws",
            "when");
    static final Set<String> RESERVED = Set.of("abstract", "assert", "boolean", "break", "byte", "case", "catch",
            "char",
            "class", "const", "continue", "default", "do", "double", "else", "enum", "extends", "final", "finally",
            "float", "for", "goto", "if", "implements", "import", "instanceof", "int", "interface", "long", "native",
            "new", "package", "private", "protected", "public", "return", "short", "static", "strictfp", "super",
            "switch", "synchronized", "this", "throw", "throws", "transient", "try", "void", "volatile", "while",
            "true", "false", "null", "_");

    private Keywords() {}

    static List<List<String>> at(Place.Kind place) {
        return switch (place) {
            case STATEMENT -> List.of(STATEMENT, EXPRESSION, PRIMITIVES, DECLARATION);
            case EXPRESSION, LABEL -> List.of(EXPRESSION, PRIMITIVES, List.of("default", "final"));
            case CLASS_BODY -> List.of(DECLARATION, PRIMITIVES);
            case TYPE -> List.of(PRIMITIVES);
            case AFTER_NAME -> List.of(AFTER_NAME);
            case IMPORT -> List.of(List.of("static", "module"));
            case ANNOTATION -> List.of(List.of("interface"));
            case NOTHING, MEMBER, REFERENCE -> List.of();
        };
    }
}
