package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one unit is to contain: the cell's own parts, and what earlier cells declared that must be compiled anew with them. */
final class Plan {
    /**
     * A variable that gets a new field.
     *
     * @param inCell     the type's place in the cell, or null where the text was inferred or is an earlier cell's
     * @param declaredBy the cell's part that declares it, or null
     * @param reset      the variable of an earlier cell that it replaces for its type's sake, or null
     */
    record Field(String name, String type, Snippet.Span inCell, String dimensions, Set<String> mentions,
            Snippet.Variables declaredBy, Scope.Variable reset) {
        String fullType() {
            return type + dimensions;
        }
    }

    private final Scope scope;
    private final List<Declaration> written;
    private final Set<Declaration> own = new HashSet<>();

    final List<Declaration> types = new ArrayList<>();
    final Map<String, List<Declaration>> methods = new LinkedHashMap<>();
    final Map<String, Field> fields = new LinkedHashMap<>();
    /** Variables that are declared again with the type they have and keep their field. */
    final Set<String> reused = new HashSet<>();
    /** Names whose meaning changes for those who were compiled earlier. */
    final Set<String> changed = new HashSet<>();
    /** Those of them that are imported from types of the session. */
    private final Set<String> imported = new HashSet<>();
    final List<Declaration> revived = new ArrayList<>();
    /** Live variables that disappear since their type does not compile any more. */
    final Set<String> lost = new LinkedHashSet<>();

    /** Begins with what the cell declares. */
    Plan(Scope scope, List<Declaration> written) {
        this.scope = scope;
        this.written = written;
        own.addAll(written);
        for (Declaration one : written) {
            if (one.isMethod()) {
                addMethod(one);
            } else {
                types.add(one);
            }
        }
    }

    boolean isOwn(Declaration declaration) {
        return own.contains(declaration);
    }

    /** Adds a class of the cell that has no name there. */
    void addAnonymous(Declaration type) {
        own.add(type);
        types.add(type);
    }

    private void addMethod(Declaration method) {
        List<Declaration> overloads = methods.computeIfAbsent(method.name(), this::liveOverloads);
        overloads.removeIf(other -> !own.contains(other) && method.replaces(other));
        if (!overloads.contains(method)) {
            overloads.add(method);
        }
    }

    private List<Declaration> liveOverloads(String name) {
        Scope.Methods live = scope.methods().get(name);
        return live == null ? new ArrayList<>() : new ArrayList<>(live.overloads());
    }

    /** Adds a variable of the cell. */
    void declare(Field field, Set<String> imports) {
        Scope.Variable live = scope.variables().get(field.name());
        if (live != null && live.type().equals(field.fullType()) && live.imports().equals(imports)
                && !fields.containsKey(field.name())) {
            reused.add(field.name());
        } else {
            fields.put(field.name(), field);
        }
    }

    /** Adds whatever earlier cells declared that the cell's declarations put out of date. */
    void close(ImportTable imports) {
        for (Declaration type : types) {
            if (scope.types().containsKey(type.name())) {
                changed.add(type.name());
            }
        }
        methods.forEach((name, overloads) -> {
            Scope.Methods live = scope.methods().get(name);
            if (live != null && !headers(live.overloads()).equals(headers(overloads))) {
                changed.add(name);
            }
        });
        for (Field field : fields.values()) {
            if (scope.variables().containsKey(field.name())) {
                changed.add(field.name());
            }
        }
        if (!changed.isEmpty()) {
            imported.addAll(
                    imports.ofOwnTypes(changed, type -> scope.types().get(type).declaration().mentions()));
            changed.addAll(imported);
        }
        revive();
        boolean grew = !changed.isEmpty();
        while (grew) {
            grew = spread();
        }
    }

    private static Set<String> headers(List<Declaration> overloads) {
        Set<String> headers = new HashSet<>();
        overloads.forEach(one -> headers.add(one.header()));
        return headers;
    }

    private void revive() {
        Set<String> known = new HashSet<>(methods.keySet());
        known.addAll(fields.keySet());
        types.forEach(type -> known.add(type.name()));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Scope.Pending one : scope.pending()) {
                Declaration waiting = one.declaration();
                if (!revived.contains(waiting) && written.stream().noneMatch(newer -> newer.replaces(waiting))
                        && Declaration.intersect(one.awaited(), known)) {
                    revived.add(waiting);
                    known.add(waiting.name());
                    grew = true;
                    if (waiting.isMethod()) {
                        addMethod(waiting);
                        if (scope.methods().containsKey(waiting.name())) {
                            changed.add(waiting.name());
                        }
                    } else {
                        types.add(waiting);
                    }
                }
            }
        }
    }

    /** One round over the live declarations; true if it found another name that changes. */
    private boolean spread() {
        int before = changed.size();
        for (Scope.Type live : scope.types().values()) {
            boolean touched = uses(live) || Declaration.intersect(live.family(), changed);
            if (touched && types.stream().noneMatch(type -> type.name().equals(live.declaration().name()))) {
                types.add(live.declaration());
                changed.add(live.declaration().name());
            }
        }
        for (Scope.Methods live : scope.methods().values()) {
            if (live.overloads().stream().anyMatch(one -> one.mentionsAny(changed))) {
                methods.computeIfAbsent(live.name(), this::liveOverloads);
                Set<String> headers = new HashSet<>(changed);
                headers.removeIf(this::isMember);
                if (live.overloads().stream().anyMatch(one -> one.headerMentionsAny(headers))) {
                    changed.add(live.name());
                }
            }
        }
        for (Scope.Variable live : scope.variables().values()) {
            if (Declaration.intersect(live.mentions(), changed) && !fields.containsKey(live.name())
                    && isTypeChanged(live)) {
                reused.remove(live.name());
                fields.put(live.name(),
                        new Field(live.name(), live.type(), null, "", live.mentions(), null, live));
                changed.add(live.name());
            }
        }
        return changed.size() > before;
    }

    /** Whether a type means what changes, not only has a parameter or a field of that name. */
    private boolean uses(Scope.Type live) {
        return live.declaration()
                .mentions()
                .stream()
                .anyMatch(word -> changed.contains(word)
                        && (!isMember(word) || live.code().refersToMember(word)));
    }

    /** Whether a name stands for a variable or methods of the session and nothing else: who uses these names their class. */
    private boolean isMember(String name) {
        return (scope.variables().containsKey(name) || scope.methods().containsKey(name))
                && !scope.types().containsKey(name) && !imported.contains(name);
    }

    private boolean isTypeChanged(Scope.Variable live) {
        return types.stream().anyMatch(type -> live.mentions().contains(type.name()));
    }

    /** Leaves a declaration out; what is left of its method's overloads stays. */
    void drop(Declaration declaration) {
        types.remove(declaration);
        List<Declaration> overloads = methods.get(declaration.name());
        if (declaration.isMethod() && overloads != null) {
            overloads.remove(declaration);
        }
        own.remove(declaration);
        revived.remove(declaration);
    }

    /** Every type and method in the unit. */
    List<Declaration> declarations() {
        List<Declaration> all = new ArrayList<>(types);
        methods.values().forEach(all::addAll);
        return all;
    }

    boolean isEmpty() {
        return types.isEmpty() && fields.isEmpty() && methods.values().stream().allMatch(List::isEmpty);
    }
}
