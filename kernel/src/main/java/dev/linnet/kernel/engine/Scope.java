package dev.linnet.kernel.engine;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is declared in a session. Never changed: a cell that compiles makes a new one. */
record Scope(ImportTable imports, Map<String, Type> types, Map<String, Methods> methods,
        Map<String, Variable> variables, List<Pending> pending) {
    /** A live type; {@code family}: the names of the types that must be compiled together with it (sealed ones and their cell). */
    record Type(Declaration declaration, Set<String> family, Set<String> imports, ReplClass code) {}

    /** The live methods of one name, all in one class. */
    record Methods(String name, List<Declaration> overloads, ReplClass code, LateBinding binding) {}

    /**
     * A live variable.
     *
     * @param type     its type as Java text
     * @param mentions the words of that text
     * @param imports  what these words meant when it was declared
     */
    record Variable(String name, String type, Set<String> mentions, Set<String> imports, String source, int cell,
            ReplClass code) {
        /** A variable that takes no more memory than it needs: it may stay for as long as its session. */
        static Variable of(String name, String type, Set<String> mentions, Set<String> imports, String source,
                int cell, ReplClass code) {
            String[] words = mentions.stream().map(String::intern).toArray(String[]::new);
            return new Variable(name, type.intern(), Set.of(words), Set.copyOf(imports), source, cell, code);
        }

        Object value() throws ReflectiveOperationException {
            return field().get(null);
        }

        Field field() throws ReflectiveOperationException {
            return code.load().getField(name);
        }
    }

    /**
     * A declaration that cannot be used.
     *
     * @param awaited names whose declaration is reason to try again
     * @param broken  it did compile once, or fails for another reason than an unknown name
     */
    record Pending(Declaration declaration, Set<String> awaited, boolean broken) {
        /** {@code g() cannot be used until h is declared}. */
        String sentence() {
            return declaration.title() + " cannot be used until "
                    + (broken
                            ? "it is declared anew"
                            : String.join(" and ", awaited) + (awaited.size() == 1 ? " is declared" : " are declared"));
        }
    }

    static Scope empty(ImportTable imports) {
        return new Scope(imports, Map.of(), Map.of(), Map.of(), List.of());
    }

    /** This scope with the packages of another compiler. */
    Scope over(PackageIndex packages) {
        return new Scope(imports.over(packages), types, methods, variables, pending);
    }

    /** The live classes that a unit with these words may need, directly or through others; in no particular order. */
    Map<String, ReplClass> visible(Set<String> words) {
        Map<String, ReplClass> all = new HashMap<>();
        Deque<ReplClass> open = new ArrayDeque<>();
        for (String word : words) {
            addIfLive(types.get(word), open);
            addIfLive(methods.get(word), open);
            addIfLive(variables.get(word), open);
        }
        while (!open.isEmpty()) {
            ReplClass next = open.pop();
            if (all.putIfAbsent(next.name(), next) == null) {
                next.refers().forEach(name -> addIfLive(types.get(name), open));
            }
        }
        return all;
    }

    private static void addIfLive(Object entry, Deque<ReplClass> to) {
        switch (entry) {
            case Type type -> to.push(type.code());
            case Methods methods -> to.push(methods.code());
            case Variable variable -> to.push(variable.code());
            case null, default -> {
            }
        }
    }

    /** This scope without what is called {@code name}. */
    Scope without(String name) {
        Map<String, Type> fewerTypes = new LinkedHashMap<>(types);
        Map<String, Methods> fewerMethods = new LinkedHashMap<>(methods);
        Map<String, Variable> fewerVariables = new LinkedHashMap<>(variables);
        fewerTypes.remove(name);
        fewerMethods.remove(name);
        fewerVariables.remove(name);
        return new Scope(imports, fewerTypes, fewerMethods, fewerVariables,
                pending.stream().filter(one -> !one.declaration().name().equals(name)).toList());
    }

    Declarations snapshot() {
        List<Declarations.Variable> allVariables = new ArrayList<>();
        for (Variable one : variables.values()) {
            Object value;
            try {
                value = one.value();
            } catch (ReflectiveOperationException | LinkageError e) {
                value = null;
            }
            allVariables.add(new Declarations.Variable(one.name(), one.type().replace(Names.PACKAGE_PREFIX, ""), value,
                    one.source(), one.cell(),
                    Names.qualified(one.code().name())));
        }
        List<Declarations.Method> allMethods = methods.values()
                .stream()
                .flatMap(group -> group.overloads()
                        .stream()
                        .map(one -> new Declarations.Method(one.name(), one.header(), one.source(), one.cell().cell(),
                                Names.qualified(group.code().name()))))
                .toList();
        List<Declarations.Type> allTypes = new ArrayList<>();
        List<Declarations.Type> anonymous = new ArrayList<>();
        for (Type type : types.values()) {
            Declaration one = type.declaration();
            String kind = one.snippet() instanceof Snippet.Type named ? named.kind() : "class";
            (one.isAnonymous() ? anonymous : allTypes).add(new Declarations.Type(one.name(), kind,
                    one.source().replace(Names.PACKAGE_PREFIX, ""), one.cell().cell(), Names.qualified(one.name())));
        }
        List<Declarations.Waiting> waiting = pending.stream()
                .map(one -> new Declarations.Waiting(one.declaration().title(),
                        one.broken() ? List.of() : List.copyOf(one.awaited()),
                        one.declaration().source(), one.declaration().cell().cell()))
                .toList();
        return new Declarations(imports.sources(), allVariables, allMethods, allTypes, anonymous, waiting);
    }

    static Set<String> names(Collection<Declaration> declarations) {
        return Set.copyOf(declarations.stream().map(Declaration::name).toList());
    }
}
