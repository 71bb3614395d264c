package dev.linnet.kernel.engine;

import java.util.List;

/** A top-level part of a cell; offsets are the cell's own. */
sealed interface Snippet {
    /** Some characters of the cell. */
    record Span(int start, int end) {}

    int start();

    int end();

    /** {@code import [static|module] name;}, where {@code name} may end in {@code .*}. */
    record Import(int start, int end, boolean isStatic, boolean isModule, String name) implements Snippet {
        String simpleName() {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        /** Of a type of the session. */
        Import ofOwn() {
            return new Import(start, end, isStatic, isModule, Names.PACKAGE_PREFIX + name);
        }

        String source() {
            return "import " + (isStatic ? "static " : isModule ? "module " : "") + name + ";";
        }
    }

    /** A type or a method: what can be compiled by itself, again and again. */
    sealed interface Member extends Snippet {
        String name();

        /** Modifiers that have no meaning at the top of a cell. */
        List<Span> dropped();
    }

    /** A class, record, enum, interface or annotation ({@code kind} is that word). */
    record Type(int start, int end, String kind, String name, boolean sealed, List<Span> dropped) implements Member {}

    /**
     * An anonymous class that was given a name for the sake of a variable's type; {@code start} and {@code end} are those of
     * its body in braces.
     *
     * @param head     the class's text up to and with what stands in front of the body's own members
     * @param creation from {@code new} to the parenthesis before the arguments, where the class is made an instance of
     * @param captured what is to be written before the arguments: the local variables that the class uses, with commas
     */
    record Anonymous(int start, int end, String name, String head, Span creation, String captured) implements Member {
        @Override
        public List<Span> dropped() {
            return List.of();
        }
    }

    /**
     * A method.
     *
     * @param key    tells overloads apart: the erased parameter types, comma separated
     * @param header everything before the body
     */
    record Method(int start, int end, String name, String key, Span header, List<Span> dropped) implements Member {}

    /** {@code type a = x, b[];}; a {@code var} has a null type. */
    record Variables(int start, int end, Span type, List<Declarator> declarators) implements Snippet {}

    /**
     * One variable.
     *
     * @param dimensions {@code []} for each pair of brackets behind the name
     * @param value      the initialiser, or null
     * @param known      the type that the initialiser shows without further ado, or null
     */
    record Declarator(Span name, String identifier, String dimensions, Span value, boolean bracesOnly, String known) {}

    /** Anything else that does something; runs as it stands. {@code discarded}: an expression that Java does not accept as a statement. */
    record Statement(int start, int end, boolean discarded) implements Snippet {}

    /** The cell's last expression, without semicolon; its value is shown. */
    record Expression(int start, int end, boolean maybeVoid) implements Snippet {}
}
