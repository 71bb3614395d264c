package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.linnet.kernel.engine.Snippet.Declarator;

/** Writes a plan as a compilation unit. */
final class UnitWriter {
    /** How to write what the cell does. */
    enum Mode {
        /** As it shall run. */
        RUN,
        /** Unresolved {@code var} variables as locals, for the compiler to tell their types. */
        PROBE,
        /** The last expression as a plain statement, for plain error messages. */
        EXPLAIN
    }

    /** In characters; a class file's method may have 65,535 bytes. */
    private static final int LONGEST_PART = 16_000;
    private static final Pattern PRIMITIVE = Pattern.compile("byte|short|char|int|long|float|double");

    private final Plan plan;
    private final Scope scope;
    private final CellText cell;
    private final Set<String> cellWords;
    private final List<Snippet> snippets;
    private final ImportTable imports;
    private final long serial;
    private final Mode mode;
    private final Unit unit = new Unit();
    private final Map<String, String> holders = new HashMap<>();

    UnitWriter(Plan plan, Scope scope, Tokens tokens, List<Snippet> snippets, ImportTable imports, long serial,
            Mode mode) {
        this.plan = plan;
        this.scope = scope;
        this.cell = tokens.cell();
        this.cellWords = tokens.words(0, cell.text().length());
        this.snippets = snippets;
        this.imports = imports;
        this.serial = serial;
        this.mode = mode;
    }

    /** Every word of the unit. */
    Set<String> words() {
        Set<String> words = new HashSet<>(cellWords);
        words.addAll(Declaration.union(plan.declarations()));
        plan.fields.values().forEach(field -> words.addAll(field.mentions()));
        words.addAll(imports.ownTypes());
        return words;
    }

    /** The live classes that the compiler must see besides the unit. */
    Map<String, ReplClass> visible() {
        Map<String, ReplClass> visible = scope.visible(words());
        plan.types.forEach(type -> visible.remove(type.name()));
        plan.changed.forEach(name -> {
            if (scope.types().containsKey(name)) {
                visible.remove(name);
            }
        });
        return visible;
    }

    /** The top-level classes of the unit, methods and variables by their name: {@code f} to {@code $methods$3$f}. */
    Map<String, String> holders() {
        return holders;
    }

    Unit write() {
        plan.methods.forEach((name, overloads) -> {
            if (!overloads.isEmpty()) {
                holders.put("m:" + name, Names.methods(name, serial));
            }
        });
        plan.fields.keySet().forEach(name -> holders.put("v:" + name, Names.variable(name, serial)));
        unit.add("package " + Names.PACKAGE + ";\n");
        imports();
        for (Declaration type : plan.types) {
            unit.from(type.cell(), type.name());
            if (type.snippet() instanceof Snippet.Anonymous one) {
                unit.add("\n").marked(one.head(), type.cell(), one.start(), type);
                unit.add(type.cell(), one.start() + 1, one.end() - 1, List.of(), type).add("\n}");
                continue;
            }
            unit.add(type.cell(), type.snippet().start(), type.snippet().end(),
                    type.snippet().dropped(), type);
        }
        plan.methods.forEach(this::methods);
        plan.fields.values().forEach(this::field);
        if (snippets.stream().anyMatch(this::runs)) {
            body();
        }
        return unit.add("\n");
    }

    private static boolean maybeVoid(Snippet snippet) {
        return snippet instanceof Snippet.Expression expression && expression.maybeVoid();
    }

    private boolean runs(Snippet snippet) {
        return switch (snippet) {
            case Snippet.Statement statement -> true;
            case Snippet.Expression expression -> true;
            case Snippet.Variables variables -> variables.declarators()
                    .stream()
                    .anyMatch(one -> one.value() != null || plan.reused.contains(one.identifier()));
            default -> false;
        };
    }

    private void imports() {
        Set<String> words = words();
        Set<String> newTypes = Scope.names(plan.types);
        Set<String> lines = new java.util.LinkedHashSet<>(
                imports.needed(words, name -> scope.types().containsKey(name) || newTypes.contains(name)));
        for (Snippet snippet : snippets) {
            if (snippet instanceof Snippet.Import one) {
                lines.remove(one.source());
                if (one.name().startsWith(Names.PACKAGE_PREFIX)) {
                    unit.add("\n").marked(one.source(), cell, one.start(), one);
                } else {
                    unit.add(cell, one.start(), one.end(), List.of(), one).add(";");
                }
            }
        }
        if (mode != Mode.EXPLAIN && snippets.stream().anyMatch(UnitWriter::maybeVoid)) {
            lines.add("import static " + Shown.class.getName() + "." + Names.SHOW + ";");
        }
        lines.forEach(line -> unit.add("\n").add(line));
        for (String word : words) {
            importMember(word, holders.get("m:" + word),
                    plan.methods.containsKey(word) ? null : scope.methods().get(word));
            importMember(word, holders.get("v:" + word), plan.fields.containsKey(word) || plan.lost.contains(word)
                    ? null
                    : scope.variables().get(word));
        }
    }

    private void importMember(String name, String newHolder, Object live) {
        String holder = newHolder != null ? newHolder : switch (live) {
            case Scope.Methods methods -> methods.code().name();
            case Scope.Variable variable -> variable.code().name();
            case null, default -> null;
        };
        if (holder != null) {
            unit.add("\nimport static " + Names.qualified(holder) + "." + name + ";");
        }
    }

    private void methods(String name, List<Declaration> overloads) {
        if (overloads.isEmpty()) {
            return;
        }
        String holder = holders.get("m:" + name);
        unit.add("\npublic final class " + holder + " {");
        for (Declaration method : overloads) {
            unit.from(method.cell(), holder);
            unit.add("\npublic static ")
                    .add(method.cell(), method.snippet().start(), method.snippet().end(),
                            method.snippet().dropped(), method);
        }
        unit.add("\n}");
    }

    private void field(Plan.Field field) {
        String holder = holders.get("v:" + field.name());
        unit.add("\npublic final class " + holder + " {\npublic static ");
        type(field);
        unit.add(" " + field.name() + field.dimensions() + ";\n}");
    }

    private void type(Plan.Field field) {
        if (field.inCell() != null) {
            unit.add(cell, field.inCell(), field.declaredBy());
        } else {
            unit.marked(field.type(), cell,
                    field.declaredBy() == null ? 0 : field.declaredBy().start(), owner(field));
        }
    }

    private static Object owner(Plan.Field field) {
        return field.declaredBy() == null ? field.reset() : field.declaredBy();
    }

    private void body() {
        String name = Names.run(serial);
        unit.from(cell, name);
        unit.add("\npublic final class " + name + " {\npublic static java.lang.Object " + Names.VALUE_FIELD + ";");
        List<List<Snippet>> parts = parts();
        for (int i = 0; i < parts.size(); i++) {
            unit.add("\npublic static void " + (i == 0 ? Names.RUN_METHOD : Names.RUN_METHOD + i)
                    + "() throws java.lang.Throwable {");
            parts.get(i).forEach(this::statement);
            unit.add(i + 1 < parts.size() ? "\n" + Names.RUN_METHOD + (i + 1) + "();\n}" : "\n}");
        }
        unit.add("\n}");
    }

    /** What the cell does, in pieces small enough for the virtual machine's limit on a method; mostly one. */
    private List<List<Snippet>> parts() {
        List<List<Snippet>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        int length = 0;
        for (Snippet snippet : snippets) {
            length += snippet.end() - snippet.start();
            if (length > LONGEST_PART && mode != Mode.PROBE) {
                parts.add(new ArrayList<>());
                length = snippet.end() - snippet.start();
            }
            parts.getLast().add(snippet);
        }
        return parts;
    }

    private void statement(Snippet snippet) {
        switch (snippet) {
            case Snippet.Variables variables -> variables.declarators().forEach(one -> assign(variables, one));
            case Snippet.Statement statement when statement.discarded() -> unit
                    .add("\njava.lang.Object $ignored" + statement.start() + " =")
                    .add(cell, statement.start(), statement.end(), List.of(), statement)
                    .add("\n;");
            case Snippet.Statement statement -> {
                unit.add(cell, statement.start(), statement.end(), List.of(), statement);
                // A semicolon more would be a statement of its own: after a throw, one that cannot be reached.
                unit.add("};".indexOf(cell.text().charAt(statement.end() - 1)) >= 0 ? "\n" : "\n;");
            }
            case Snippet.Expression expression -> show(expression);
            default -> {
            }
        }
    }

    private void assign(Snippet.Variables variables, Declarator one) {
        Plan.Field field = plan.fields.get(one.identifier());
        boolean local = mode == Mode.PROBE && field == null && !plan.reused.contains(one.identifier());
        if (one.value() == null) {
            if (plan.reused.contains(one.identifier())) {
                unit.add(cell, one.name(), variables).add(" = " + zero(typeOf(one)) + ";");
            }
            return;
        }
        if (local) {
            unit.add("\nvar ");
        }
        unit.add(cell, one.name(), variables).add(" =");
        if (one.bracesOnly()) {
            unit.add(" new " + typeOf(one) + " ");
        }
        value(one.value(), variables);
        unit.add("\n;");
    }

    /** A stretch of the cell that something else is written for. */
    private record Edit(Snippet.Span place, String text, Declaration owner) {}

    /** The value as it stands, but for the anonymous classes that have names: these are declared elsewhere. */
    private void value(Snippet.Span value, Snippet.Variables owner) {
        List<Edit> edits = new ArrayList<>();
        for (Declaration type : plan.types) {
            if (type.snippet() instanceof Snippet.Anonymous one && plan.isOwn(type)
                    && one.start() >= value.start() && one.end() <= value.end()) {
                edits.add(new Edit(one.creation(), "new " + one.name() + "(" + one.captured(), type));
                edits.add(new Edit(new Snippet.Span(one.start(), one.end()), "", type));
            }
        }
        edits.sort(Comparator.comparingInt(edit -> edit.place().start()));
        int done = value.start();
        for (Edit edit : edits) {
            unit.add(cell, done, edit.place().start(), List.of(), owner);
            unit.add("\n").marked(edit.text(), cell, edit.place().start(), edit.owner());
            done = edit.place().end();
        }
        unit.add(cell, done, value.end(), List.of(), owner);
    }

    private String typeOf(Declarator one) {
        Plan.Field field = plan.fields.get(one.identifier());
        Scope.Variable live = scope.variables().get(one.identifier());
        return field != null ? field.fullType() : live != null ? live.type() : "java.lang.Object";
    }

    private static String zero(String type) {
        return type.equals("boolean") ? "false" : PRIMITIVE.matcher(type).matches() ? "0" : "null";
    }

    private void show(Snippet.Expression expression) {
        boolean maybeVoid = expression.maybeVoid() && mode != Mode.EXPLAIN;
        boolean plain = expression.maybeVoid() && mode == Mode.EXPLAIN;
        if (maybeVoid) {
            unit.add("\n" + Names.VALUE_FIELD + " = " + Names.SHOW + "(() ->");
        } else if (!plain) {
            unit.add("\n" + Names.VALUE_FIELD + " =");
        }
        unit.add(cell, expression.start(), expression.end(), List.of(), expression);
        unit.add(maybeVoid ? "\n);" : "\n;");
    }
}
