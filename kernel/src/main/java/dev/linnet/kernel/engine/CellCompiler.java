package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.linnet.kernel.engine.Snippet.Declarator;

/** Compiles one cell against a scope: plans, probes, compiles, and drops what cannot be kept until the rest compiles. */
final class CellCompiler {
    /** What is to be done once the cell is accepted; {@code run} is null where nothing runs, {@code shows} tells of a last expression. */
    record Compiled(Scope scope, ReplClass run, boolean shows, List<String> notes, List<Runnable> rebindings) {}

    private final Javac javac;
    private final ClassLoader parent;
    private final VariableLoaders variableLoaders;
    private final Scope scope;
    private final long serial;
    private final Tokens tokens;
    private final CellText cell;
    private final List<Snippet> snippets;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<Declaration, Scope.Pending> waiting = new LinkedHashMap<>();
    private final boolean naming;
    private final ImportTable imports;
    private final Plan plan;
    private boolean namingFailed;
    private UnitWriter writer;
    private Unit unit;

    /** @param naming whether anonymous classes of variables are given names, so that what they declare can be reached */
    CellCompiler(Javac javac, ClassLoader parent, VariableLoaders variableLoaders, Scope scope, CellText cell,
            long serial, boolean naming) throws CompileException {
        this.javac = javac;
        this.parent = parent;
        this.variableLoaders = variableLoaders;
        this.scope = scope;
        this.serial = serial;
        this.naming = naming;
        this.cell = cell;
        this.tokens = new Tokens(cell);
        this.snippets = withOwnImports(Splitter.split(tokens), scope);
        List<Declaration> written = new ArrayList<>();
        for (Snippet one : snippets) {
            if (one instanceof Snippet.Member member) {
                written.add(Declaration.of(member, tokens));
            }
        }
        ImportTable table = scope.imports()
                .with(snippets.stream()
                        .filter(Snippet.Import.class::isInstance)
                        .map(Snippet.Import.class::cast)
                        .toList());
        for (Declaration one : written) {
            boolean importedHere = snippets.stream()
                    .anyMatch(
                            part -> part instanceof Snippet.Import line && line.simpleName().equals(one.name()));
            table = one.isMethod() || importedHere ? table : table.without(one.name());
        }
        this.imports = table;
        this.plan = new Plan(scope, withoutUnchangedTypes(written));
    }

    /** An import from a type of the session names the package in which the engine keeps it. */
    private static List<Snippet> withOwnImports(List<Snippet> snippets, Scope scope) {
        if (snippets.stream().noneMatch(Snippet.Import.class::isInstance)) {
            return snippets;
        }
        Set<String> types = new HashSet<>(scope.types().keySet());
        for (Snippet one : snippets) {
            if (one instanceof Snippet.Type type) {
                types.add(type.name());
            }
        }
        List<Snippet> all = new ArrayList<>();
        for (Snippet one : snippets) {
            boolean own = one instanceof Snippet.Import line && !line.isModule()
                    && types.contains(line.name().replaceFirst("\\..*", ""));
            all.add(own ? ((Snippet.Import) one).ofOwn() : one);
        }
        return all;
    }

    /** A type that is written again as it was keeps its class, and with it the variables of that type. */
    private List<Declaration> withoutUnchangedTypes(List<Declaration> written) {
        List<Declaration> types = written.stream().filter(one -> !one.isMethod()).toList();
        Set<Declaration> unchanged = new HashSet<>(types.stream().filter(this::isUnchanged).toList());
        boolean sealed = types.stream().anyMatch(one -> ((Snippet.Type) one.snippet()).sealed());
        if (sealed && unchanged.size() < types.size()) {
            return written;
        }
        return written.stream().filter(one -> !unchanged.contains(one)).toList();
    }

    private boolean isUnchanged(Declaration type) {
        Scope.Type live = scope.types().get(type.name());
        return live != null && live.declaration().sameText(type)
                && live.imports().equals(meaning(type.mentions()));
    }

    /** What the words mean as far as imports tell. */
    private Set<String> meaning(Set<String> words) {
        return imports.needed(words, name -> scope.types().containsKey(name));
    }

    Compiled compile() throws CompileException {
        declareVariables(Map.of());
        if (snippets.stream().anyMatch(this::needsProbe)) {
            declareVariables(probe());
        }
        plan.close(imports);
        Map<String, byte[]> classes = compileUntilGood();
        return accept(classes);
    }

    private boolean needsProbe(Snippet snippet) {
        return snippet instanceof Snippet.Variables variables && variables.type() == null
                && variables.declarators().stream().anyMatch(this::isOpen);
    }

    /** Whether the variable has no type yet. */
    private boolean isOpen(Declarator one) {
        return !plan.fields.containsKey(one.identifier()) && !plan.reused.contains(one.identifier());
    }

    private void declareVariables(Map<String, String> inferred) throws CompileException {
        for (Snippet snippet : snippets) {
            if (snippet instanceof Snippet.Variables variables) {
                for (Declarator one : variables.declarators()) {
                    declare(variables, one, inferred);
                }
            }
        }
    }

    private void declare(Snippet.Variables variables, Declarator one, Map<String, String> inferred)
            throws CompileException {
        Snippet.Span span = variables.type();
        String text = span != null
                ? cell.text(span.start(), span.end())
                : one.known() != null ? one.known() : inferred.getOrDefault(one.identifier(), arithmetic(one));
        if (text == null || plan.fields.containsKey(one.identifier())) {
            return;
        }
        Set<String> mentions = words(text);
        plan.declare(new Plan.Field(one.identifier(), text, span, one.dimensions(), mentions, variables, null),
                meaning(mentions));
    }

    private String arithmetic(Declarator one) throws CompileException {
        return one.value() == null
                ? null
                : Arithmetic.type(new Tokens(new CellText(0, cell.text(one.value().start(), one.value().end()))),
                        this::typeOf);
    }

    /** The type of a variable, or null where it is declared by the cell and not known yet. */
    private String typeOf(String variable) {
        Plan.Field field = plan.fields.get(variable);
        if (field != null) {
            return field.fullType();
        }
        Scope.Variable live = scope.variables().get(variable);
        return live == null || (isDeclaredHere(variable) && !plan.reused.contains(variable)) ? null : live.type();
    }

    private boolean isDeclaredHere(String variable) {
        return snippets.stream()
                .anyMatch(snippet -> snippet instanceof Snippet.Variables variables
                        && variables.declarators().stream().anyMatch(one -> one.identifier().equals(variable)));
    }

    private static Set<String> words(String text) throws CompileException {
        return new Tokens(new CellText(0, text)).words(0, text.length());
    }

    private Map<String, String> probe() throws CompileException {
        unit = write(UnitWriter.Mode.PROBE);
        Javac.Probe probe = javac.probe(unit, writer.visible().values(), tokens, naming ? serial : -1);
        for (Snippet snippet : snippets) {
            if (needsProbe(snippet)) {
                for (Declarator one : ((Snippet.Variables) snippet).declarators()) {
                    if (isOpen(one) && !probe.types().containsKey(one.identifier())) {
                        List<Problem> problems = Problem.of(probe.errors(), unit, cell);
                        List<Problem> mine = problems.stream().filter(problem -> problem.owner() == snippet).toList();
                        throw failure(mine.isEmpty() ? problems : mine);
                    }
                }
            }
        }
        for (Snippet.Anonymous one : probe.anonymous()) {
            plan.addAnonymous(Declaration.of(one, tokens));
        }
        return probe.types();
    }

    /** Whether the cell does not compile for something in an anonymous class that was given a name, which may be why. */
    boolean namingFailed() {
        return namingFailed;
    }

    private Unit write(UnitWriter.Mode mode) {
        writer = new UnitWriter(plan, scope, tokens, snippets, imports, serial, mode);
        return writer.write();
    }

    /** Compiles; leaves out what fails without being the cell's fault, and the cell's forward references; again until it is good. */
    private Map<String, byte[]> compileUntilGood() throws CompileException {
        while (true) {
            if (plan.isEmpty() && snippets.stream().allMatch(Snippet.Member.class::isInstance)) {
                return Map.of();
            }
            unit = write(UnitWriter.Mode.RUN);
            Javac.Result result = javac.compile(unit, writer.visible().values());
            if (result.ok()) {
                return result.classes();
            }
            List<Problem> problems = Problem.of(result.errors(), unit, cell);
            if (!dropFailures(problems)) {
                namingFailed = problems.stream()
                        .anyMatch(one -> one.owner() instanceof Declaration type && type.isAnonymous()
                                && plan.isOwn(type));
                throw explain(problems);
            }
        }
    }

    /** True if something was left out for which these are no problems any more. */
    private boolean dropFailures(List<Problem> problems) {
        Map<Declaration, List<Problem>> foreign = new LinkedHashMap<>();
        Map<Declaration, List<Problem>> own = new LinkedHashMap<>();
        Set<Scope.Variable> lost = new LinkedHashSet<>();
        for (Problem problem : problems) {
            if (problem.owner() instanceof Declaration one) {
                (plan.isOwn(one) ? own : foreign).computeIfAbsent(one, key -> new ArrayList<>()).add(problem);
            } else if (problem.owner() instanceof Scope.Variable variable) {
                lost.add(variable);
            }
        }
        foreign.forEach(this::setAside);
        lost.forEach(this::lose);
        if (!foreign.isEmpty() || !lost.isEmpty()) {
            return true;
        }
        boolean onlyDeclares = snippets.stream()
                .allMatch(one -> one instanceof Snippet.Member || one instanceof Snippet.Import);
        if (!onlyDeclares
                || !problems.stream().allMatch(one -> one.missing() != null && own.containsKey(one.owner()))) {
            return false;
        }
        own.forEach(this::setAside);
        return !own.isEmpty();
    }

    private void setAside(Declaration one, List<Problem> problems) {
        Set<String> missing = new LinkedHashSet<>();
        problems.stream().map(Problem::missing).filter(Objects::nonNull).forEach(missing::add);
        boolean waited = plan.revived.contains(one);
        plan.drop(one);
        if (one.isAnonymous()) {
            return; // the variables that are of it are lost, which is said of them
        }
        boolean broken = missing.isEmpty();
        Scope.Pending pending = new Scope.Pending(one,
                new LinkedHashSet<>(broken ? plan.changed : missing), broken);
        waiting.put(one, pending);
        if (!broken) {
            notes.add(pending.sentence() + ".");
        } else if (!waited) {
            notes.add(one.title() + " does not compile any more and cannot be used until it is declared anew: "
                    + problems.getFirst().brief() + ".");
        }
    }

    private void lose(Scope.Variable variable) {
        plan.fields.remove(variable.name());
        plan.lost.add(variable.name());
        notes.add(variable.name() + " was removed: its type " + CellTypes.plain(variable.type())
                + " cannot be used any more.");
    }

    /** The problems of the cell, in the plainest words that the compiler has for them. */
    private CompileException explain(List<Problem> problems) {
        List<Problem> plain = problems;
        boolean shown = snippets.stream()
                .anyMatch(one -> one instanceof Snippet.Expression expression && expression.maybeVoid());
        if (shown) {
            unit = write(UnitWriter.Mode.EXPLAIN);
            Javac.Result result = javac.compile(unit, writer.visible().values());
            plain = result.ok() ? problems : Problem.of(result.errors(), unit, cell);
        }
        return failure(plain);
    }

    private CompileException failure(List<Problem> problems) {
        List<CodeDiagnostic> diagnostics = new ArrayList<>();
        List<CodeDiagnostic> elsewhere = new ArrayList<>();
        for (Problem problem : Problem.withoutConsequences(problems)) {
            (problem.inCell() ? diagnostics : elsewhere).add(withReason(problem));
        }
        if (diagnostics.isEmpty() && elsewhere.isEmpty()) {
            return CompileException.tooDeep(cell);
        }
        return new CompileException(diagnostics.isEmpty() ? elsewhere : diagnostics);
    }

    /** Says of a name that is declared but waits for another what it waits for. */
    private CodeDiagnostic withReason(Problem problem) {
        CodeDiagnostic one = problem.diagnostic();
        if (problem.missing() == null) {
            return one;
        }
        List<Scope.Pending> all = new ArrayList<>(scope.pending());
        all.addAll(waiting.values());
        for (Scope.Pending pending : all) {
            if (pending.declaration().name().equals(problem.missing())) {
                return new CodeDiagnostic("linnet.waiting", pending.sentence(), one.start(), one.end(), one.line(),
                        one.column());
            }
        }
        return one;
    }

    private Compiled accept(Map<String, byte[]> classes) {
        Acceptance acceptance = new Acceptance(plan, scope, writer, unit, parent, variableLoaders, classes);
        return acceptance.accept(imports, waiting, snippets, cell, serial, notes);
    }
}
