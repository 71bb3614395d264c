package dev.linnet.kernel.code;

import java.lang.module.ModuleDescriptor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

import com.sun.source.tree.Scope;
import com.sun.source.util.TreePath;

import dev.linnet.kernel.classpath.ClassIndex;
import dev.linnet.kernel.engine.CellTypes;

/** What a simple name can stand for: locals, members, the notebook's names, imported and other classes, packages. */
final class Names {
    private static final int NOT_IMPORTED_LIMIT = 20;

    private final ClassIndex index;
    private final DeclaredNames declared;
    private final Candidates candidates;

    Names(ClassIndex index, DeclaredNames declared, Candidates candidates) {
        this.index = index;
        this.declared = declared;
        this.candidates = candidates;
    }

    /** Adds what the place itself has: locals, parameters, members of the classes around it, the cell's declarations. */
    void addScope(Analysis analysis, TreePath path, boolean typesOnly) {
        Set<TypeElement> seen = new HashSet<>();
        for (Scope scope = analysis.trees().getScope(path); scope != null; scope = scope.getEnclosingScope()) {
            TypeElement around = scope.getEnclosingClass();
            if (around == null) {
                break;
            }
            for (Element element : scope.getLocalElements()) {
                boolean local = switch (element.getKind()) {
                    case LOCAL_VARIABLE, PARAMETER, EXCEPTION_PARAMETER, RESOURCE_VARIABLE, BINDING_VARIABLE ->
                        !typesOnly && !element.getSimpleName().contentEquals(CellUnit.PLACEHOLDER);
                    case TYPE_PARAMETER -> true;
                    default ->
                        Members.isType(element) && element.getEnclosingElement().getKind() != ElementKind.PACKAGE;
                };
                if (local && !element.getSimpleName().contentEquals("this")
                        && !element.getSimpleName().contentEquals("super")) {
                    candidates.add(element, null, Candidate.OWN);
                }
            }
            if (seen.add(around)) {
                addMembers(analysis, around, typesOnly);
            }
        }
    }

    private void addMembers(Analysis analysis, TypeElement around, boolean typesOnly) {
        boolean cell = Analysis.isCellClass(around);
        var members = cell ? around.getEnclosedElements() : analysis.elements().getAllMembers(around);
        for (Element member : members) {
            boolean hidden = member.getKind() == ElementKind.CONSTRUCTOR || (typesOnly && !Members.isType(member))
                    || (member.getModifiers().contains(Modifier.PRIVATE)
                            && !member.getEnclosingElement().equals(around));
            if (!hidden) {
                boolean ofObject = member.getEnclosingElement().toString().equals("java.lang.Object");
                boolean inherited = !member.getEnclosingElement().equals(around);
                var type = Members.isType(member) || !inherited
                        ? null
                        : analysis.types().asMemberOf((DeclaredType) around.asType(), member);
                candidates.add(member, type,
                        ofObject ? Candidate.LAST : inherited ? Candidate.INHERITED : Candidate.OWN);
            }
        }
    }

    /** Adds what the notebook has declared, whether the cell mentions it or not. */
    void addDeclared(boolean typesOnly) {
        if (!typesOnly) {
            for (var variable : declared.variables()) {
                candidates.add(variable.name(), "variable", CellTypes.plain(variable.type()) + " " + variable.name(),
                        Candidate.OWN);
            }
            for (var method : declared.methods()) {
                String signature = method.signature() == null || method.signature().isBlank()
                        ? NotebookNames.head(method.source())
                        : method.signature();
                candidates.addMethod(method.name(), !signature.contains("()"), signature, Candidate.OWN);
            }
        }
        for (var type : declared.types()) {
            if (!type.name().startsWith("$")) {
                candidates.add(type.name(), "class", type.kind() + " " + type.name(), Candidate.OWN);
            }
        }
    }

    /** Adds classes by their simple names: those of {@code java.lang} and of the imports. */
    void addImported(List<String> imports, Analysis analysis, boolean typesOnly) {
        addClassesIn("java.lang");
        for (String line : imports) {
            String name = NotebookNames.importOf(line).replaceFirst("^import\\s+", "").replace(";", "").strip();
            if (name.startsWith("static ")) {
                addStatic(name.substring("static ".length()).strip(), analysis, typesOnly);
            } else if (name.startsWith("module ")) {
                addModule(name.substring("module ".length()).strip());
            } else if (name.endsWith(".*")) {
                addClassesIn(name.substring(0, name.length() - 2));
            } else {
                int dot = name.lastIndexOf('.');
                candidates.add(name.substring(dot + 1), "class", name, Candidate.IMPORTED);
            }
        }
    }

    private void addClassesIn(String packageName) {
        for (String name : index.classesIn(packageName)) {
            candidates.add(name, "class", packageName + "." + name, Candidate.IMPORTED);
        }
    }

    private void addModule(String moduleName) {
        ModuleLayer.boot().findModule(moduleName).map(Module::getDescriptor).ifPresent(module -> {
            module.exports()
                    .stream()
                    .filter(export -> !export.isQualified())
                    .map(export -> export.source())
                    .sorted()
                    .forEach(this::addClassesIn);
            module.requires()
                    .stream()
                    .filter(required -> required.modifiers()
                            .contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
                    .forEach(required -> addModule(required.name()));
        });
    }

    private void addStatic(String name, Analysis analysis, boolean typesOnly) {
        int dot = name.lastIndexOf('.');
        TypeElement type = dot < 0 ? null : analysis.elements().getTypeElement(name.substring(0, dot));
        if (type == null) {
            return;
        }
        String member = name.substring(dot + 1);
        for (Element element : analysis.elements().getAllMembers(type)) {
            if (Members.isStatic(element) && element.getModifiers().contains(Modifier.PUBLIC)
                    && (member.equals("*") || element.getSimpleName().contentEquals(member))
                    && (!typesOnly || Members.isType(element))) {
                candidates.add(element, null, Candidate.INHERITED);
            }
        }
    }

    /** Adds the packages at the top. */
    void addPackages() {
        for (String name : index.packagesIn("")) {
            candidates.add(name, "package", name, Candidate.PACKAGE);
        }
    }

    /** Adds the packages and classes of a package; false where there is no such package. */
    boolean addPackage(String name) {
        if (!index.isPackage(name)) {
            return false;
        }
        index.packagesIn(name)
                .forEach(inner -> candidates.add(inner, "package", name + "." + inner, Candidate.PACKAGE));
        index.classesIn(name).forEach(simple -> candidates.add(simple, "class", name + "." + simple, Candidate.OWN));
        return true;
    }

    /** Adds classes that would have to be imported, by their qualified names, as those can be written as they are. */
    void addNotImported(String prefix) {
        if (prefix.length() < 3 || !Character.isUpperCase(prefix.charAt(0))) {
            return;
        }
        index.qualifiedNamesStarting(prefix)
                .stream()
                .filter(name -> name.indexOf('.') > 0)
                .filter(name -> !isImported(name))
                .limit(NOT_IMPORTED_LIMIT)
                .forEach(name -> candidates.put(new Candidate(name, "class", name, Candidate.NOT_IMPORTED)));
    }

    private boolean isImported(String qualifiedName) {
        String packageName = qualifiedName.substring(0, qualifiedName.lastIndexOf('.'));
        return packageName.equals("java.lang") || declared.imports()
                .stream()
                .map(NotebookNames::importOf)
                .anyMatch(line -> line.endsWith(" " + qualifiedName + ";") || line.endsWith(" " + packageName + ".*;"));
    }
}
