package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Turns the classes of a cell that compiles into loaders, and the scope before it into the scope after it. */
final class Acceptance {
    private final Plan plan;
    private final Scope scope;
    private final UnitWriter writer;
    private final Unit unit;
    private final ClassLoader parent;
    private final VariableLoaders variableLoaders;
    private final Map<String, Map<String, byte[]>> files = new HashMap<>();
    private final Map<String, ReplClass> made = new HashMap<>();

    Acceptance(Plan plan, Scope scope, UnitWriter writer, Unit unit, ClassLoader parent,
            VariableLoaders variableLoaders, Map<String, byte[]> classes) {
        this.plan = plan;
        this.scope = scope;
        this.writer = writer;
        this.unit = unit;
        this.parent = parent;
        this.variableLoaders = variableLoaders;
        Set<String> topLevels = new HashSet<>(writer == null ? Set.of() : writer.holders().values());
        plan.types.forEach(type -> topLevels.add(type.name()));
        classes.forEach((name, bytes) -> {
            String topLevel = ReplClass.topLevel(name, topLevels);
            String owner = topLevel == null ? ReplClass.runClass(name) : topLevel;
            files.computeIfAbsent(owner, key -> new HashMap<>()).put(name, bytes);
        });
    }

    CellCompiler.Compiled accept(ImportTable imports, Map<Declaration, Scope.Pending> waiting, List<Snippet> snippets,
            CellText cell, long serial, Set<String> notes) {
        Map<String, Scope.Type> types = new LinkedHashMap<>(scope.types());
        Map<String, Scope.Methods> methods = new LinkedHashMap<>(scope.methods());
        Map<String, Scope.Variable> variables = new LinkedHashMap<>(scope.variables());
        Map<String, LateBinding> bindings = new HashMap<>();
        List<Runnable> rebindings = new ArrayList<>();
        makeClasses(serial);

        waiting.keySet().forEach(one -> {
            if (!one.isMethod()) {
                types.remove(one.name());
            }
        });
        Set<String> sealedFamily = family();
        for (Declaration type : plan.types) {
            Scope.Type before = types.get(type.name());
            Set<String> family = plan.isOwn(type) ? sealedFamily : before == null ? Set.of() : before.family();
            types.put(type.name(), new Scope.Type(type, family, imports.needed(type.mentions(),
                    name -> scope.types().containsKey(name)), made.get(type.name())));
        }
        plan.methods.forEach((name, overloads) -> {
            Scope.Methods before = methods.remove(name);
            if (!overloads.isEmpty()) {
                LateBinding binding = before == null ? new LateBinding() : before.binding();
                ReplClass code = made.get(writer.holders().get("m:" + name));
                methods.put(name, new Scope.Methods(name, List.copyOf(overloads), code, binding));
                bindings.put(code.name(), binding);
                rebindings.add(() -> binding.rebind(name, code));
            }
        });
        plan.lost.forEach(variables::remove);
        Set<String> declaredHere = new HashSet<>();
        Map<String, Snippet.Variables> sources = sources(snippets, declaredHere);
        plan.fields.forEach((name, field) -> {
            ReplClass code = made.get(writer.holders().get("v:" + name));
            Snippet.Variables declaredBy = sources.get(name);
            Set<String> meaning = imports.needed(field.mentions(), type -> scope.types().containsKey(type));
            String source = declaredBy == null
                    ? field.reset().source()
                    : cell.text(declaredBy.start(), declaredBy.end());
            int from = declaredBy == null ? field.reset().cell() : cell.cell();
            Scope.Variable before = variables.remove(name);
            variables.put(name, Scope.Variable.of(name, field.fullType(), field.mentions(), meaning, source, from,
                    code));
            if (!declaredHere.contains(name) && before != null) {
                notes.add(name + " was reset: " + reason(field));
            }
        });
        plan.reused.forEach(name -> {
            Scope.Variable before = variables.remove(name);
            Snippet.Variables declaredBy = sources.get(name);
            variables.put(name, new Scope.Variable(name, before.type(), before.mentions(), before.imports(),
                    cell.text(declaredBy.start(), declaredBy.end()), cell.cell(), before.code()));
        });
        dropUnused(types, variables);
        Scope after = new Scope(imports, types, methods, variables, pending(waiting));
        link(bindings);
        return new CellCompiler.Compiled(after, made.get(Names.run(serial)),
                !snippets.isEmpty() && snippets.getLast() instanceof Snippet.Expression, List.copyOf(notes),
                rebindings);
    }

    private String reason(Plan.Field field) {
        for (Declaration type : plan.types) {
            if (type.isAnonymous() && field.mentions().contains(type.name())) {
                Set<String> causes = new TreeSet<>(type.mentions());
                causes.retainAll(plan.changed);
                causes.remove(type.name());
                return "its anonymous class mentions " + String.join(" and ", causes) + ", declared anew.";
            }
        }
        return "its type " + CellTypes.plain(field.fullType()) + " was redefined.";
    }

    /** Anonymous classes are there for the variables that are of them. */
    private static void dropUnused(Map<String, Scope.Type> types, Map<String, Scope.Variable> variables) {
        if (types.values().stream().anyMatch(type -> type.declaration().isAnonymous())) {
            Set<String> mentioned = new HashSet<>();
            variables.values().forEach(one -> mentioned.addAll(one.mentions()));
            types.values()
                    .removeIf(type -> type.declaration().isAnonymous()
                            && !mentioned.contains(type.declaration().name()));
        }
    }

    private static Map<String, Snippet.Variables> sources(List<Snippet> snippets, Set<String> names) {
        Map<String, Snippet.Variables> sources = new HashMap<>();
        for (Snippet snippet : snippets) {
            if (snippet instanceof Snippet.Variables variables) {
                variables.declarators().forEach(one -> {
                    sources.put(one.identifier(), variables);
                    names.add(one.identifier());
                });
            }
        }
        return sources;
    }

    private Set<String> family() {
        List<Declaration> own = plan.types.stream().filter(one -> plan.isOwn(one) && !one.isAnonymous()).toList();
        return own.stream().anyMatch(one -> ((Snippet.Type) one.snippet()).sealed()) ? Scope.names(own) : Set.of();
    }

    /** Types and methods share a loader, each variable and the cell's own run have one of their own. */
    private void makeClasses(long serial) {
        CellLoader shared = new CellLoader(parent, unit);
        Map<String, String> types = new HashMap<>();
        plan.fields.forEach((name, field) -> types.put(writer.holders().get("v:" + name), field.fullType()));
        files.forEach((name, bytes) -> {
            boolean holdsVariable = types.containsKey(name);
            CellLoader loader = holdsVariable
                    ? variableLoaders.of(types.get(name))
                    : name.equals(Names.run(serial)) ? new CellLoader(parent, unit) : shared;
            if (holdsVariable) {
                bytes.replaceAll((file, content) -> Weaver.bare(content));
            }
            ReplClass one = ReplClass.of(name, bytes, loader);
            loader.add(one);
            made.put(name, one);
        });
        if (unit != null) {
            unit.release();
        }
    }

    private void link(Map<String, LateBinding> bindings) {
        Map<String, ReplClass> visible = writer == null ? Map.of() : writer.visible();
        Map<String, LateBinding> live = new HashMap<>(bindings);
        if (writer != null) {
            for (String word : writer.words()) {
                Scope.Methods group = scope.methods().get(word);
                if (group != null) {
                    live.putIfAbsent(group.code().name(), group.binding());
                }
            }
        }
        for (ReplClass one : made.values()) {
            for (String name : one.refers()) {
                ReplClass other = made.getOrDefault(name, visible.get(name));
                if (other != null) {
                    one.loader().link(other);
                }
                if (live.containsKey(name)) {
                    one.loader().bind(name, live.get(name));
                }
            }
            if (live.containsKey(one.name())) {
                one.loader().bind(one.name(), live.get(one.name()));
            }
        }
    }

    private List<Scope.Pending> pending(Map<Declaration, Scope.Pending> waiting) {
        List<Scope.Pending> pending = new ArrayList<>();
        List<Declaration> now = plan.declarations();
        for (Scope.Pending one : scope.pending()) {
            Declaration old = one.declaration();
            boolean replaced = now.stream().anyMatch(newer -> newer.replaces(old))
                    || waiting.keySet().stream().anyMatch(newer -> newer.replaces(old));
            if (!replaced) {
                pending.add(one);
            }
        }
        pending.addAll(waiting.values());
        return pending;
    }
}
