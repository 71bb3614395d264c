package dev.linnet.kernel.code;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.util.TreePath;

/** Completes one cell at one cursor. */
final class Completer {
    private final Compiler compiler;
    private final DeclaredNames declared;
    private final String cell;
    private final Place place;

    Completer(Compiler compiler, DeclaredNames declared, String cell, int cursor) {
        this.compiler = compiler;
        this.declared = declared;
        this.cell = cell;
        this.place = Place.of(cell, cursor);
    }

    Completion complete() {
        List<Candidate> found = switch (place.kind()) {
            case NOTHING -> List.of();
            case IMPORT -> imports();
            case MEMBER, REFERENCE -> members();
            default -> names();
        };
        return new Completion(place.start(), place.end(), found.stream().map(Candidate::match).toList());
    }

    private Candidates candidates(Analysis analysis, TreePath path) {
        return new Candidates(place.prefix(), place.kind() == Place.Kind.REFERENCE || place.kind() == Place.Kind.IMPORT
                || cell.startsWith("(", place.end()),
                analysis == null ? type -> false : new ExpectedType(analysis).fits(path));
    }

    private Analysis analysis() {
        return compiler.analyze(CellUnit.completing(cell, place.start(), declared).text());
    }

    private List<Candidate> members() {
        Analysis analysis = analysis();
        TreePath path = analysis.placeholder();
        Candidates candidates = candidates(analysis, path);
        boolean typesOnly = afterNew();
        boolean isMember = path != null && (path.getLeaf() instanceof MemberSelectTree
                || path.getLeaf() instanceof MemberReferenceTree)
                && new Members(analysis, candidates).add(path, typesOnly);
        if (!isMember && place.kind() == Place.Kind.REFERENCE) {
            addReferences(candidates);
        }
        if (!isMember && !place.qualifier().isEmpty()) {
            new Names(compiler.index(), declared, candidates).addPackage(place.qualifier());
        }
        return candidates.sorted();
    }

    /** javac leaves a method reference alone where no function is wanted; what is before it has members all the same. */
    private void addReferences(Candidates candidates) {
        int colons = cell.lastIndexOf("::", place.start());
        String asMember = cell.substring(0, colons) + " ." + cell.substring(colons + 2);
        Analysis analysis = compiler.analyze(CellUnit.completing(asMember, place.start(), declared).text());
        TreePath path = analysis.placeholder();
        if (path != null) {
            new Members(analysis, candidates).addReferences(path);
        }
    }

    private boolean afterNew() {
        var before = Tokens.code(cell.substring(0, place.start()));
        int i = before.size() - 1;
        while (i >= 1 && before.get(i).is(cell, ".") && before.get(i - 1).kind() == Token.Kind.WORD) {
            i -= 2;
        }
        return i >= 0 && (before.get(i).is(cell, "new") || before.get(i).is(cell, "@"));
    }

    private List<Candidate> imports() {
        Candidates candidates = candidates(null, null);
        var names = new Names(compiler.index(), declared, candidates);
        String written = CellUnit.completing(cell, place.start(), declared).cursorChunk();
        var words = Tokens.code(written).stream().map(token -> token.in(written)).toList();
        if (words.size() > 1 && words.get(1).equals("module")) {
            return modules(words.size() > 2 ? String.join("", words.subList(2, words.size())) : "");
        }
        boolean isStatic = words.size() > 1 && words.get(1).equals("static");
        if (place.qualifier().isEmpty()) {
            names.addPackages();
            if (!isStatic) {
                candidates.add("static", "keyword", null, Candidate.KEYWORD);
                candidates.add("module", "keyword", null, Candidate.KEYWORD);
            }
        } else if (!names.addPackage(place.qualifier())) {
            Analysis analysis = compiler.analyze("class " + CellUnit.CLASS + " {}");
            TypeElement type = analysis.elements().getTypeElement(place.qualifier());
            if (type != null && isStatic) {
                new Members(analysis, candidates).addStatic(type);
            } else if (type != null) {
                type.getEnclosedElements()
                        .stream()
                        .filter(Members::isType)
                        .forEach(inner -> candidates.add(inner, null, Candidate.OWN));
            }
        }
        return candidates.sorted();
    }

    /** Module names, of which the part after the last typed dot is offered. */
    private List<Candidate> modules(String typed) {
        Candidates candidates = candidates(null, null);
        ModuleLayer.boot()
                .modules()
                .stream()
                .map(Module::getDescriptor)
                .map(ModuleDescriptor::name)
                .filter(name -> name.startsWith(typed))
                .sorted()
                .forEach(name -> candidates.add(name.substring(typed.length()), "module", name, Candidate.OWN));
        return candidates.sorted();
    }

    private List<Candidate> names() {
        boolean typesOnly = switch (place.kind()) {
            case TYPE, ANNOTATION, CLASS_BODY -> true;
            default -> false;
        };
        if (place.kind() == Place.Kind.AFTER_NAME) {
            Candidates candidates = candidates(null, null);
            addKeywords(candidates);
            return candidates.sorted();
        }
        Analysis analysis = analysis();
        TreePath path = analysis.placeholder();
        Candidates candidates = candidates(analysis, path);
        var names = new Names(compiler.index(), declared, candidates);
        if (path != null && place.kind() == Place.Kind.LABEL) {
            addEnumConstants(analysis, path, candidates);
        }
        if (path != null) {
            names.addScope(analysis, path, typesOnly);
        }
        names.addDeclared(typesOnly);
        if (!place.prefix().isEmpty() || typesOnly) {
            names.addImported(imports(analysis), analysis, typesOnly);
            names.addPackages();
        }
        names.addNotImported(place.prefix());
        addKeywords(candidates);
        return candidates.sorted();
    }

    private List<String> imports(Analysis analysis) {
        var lines = new ArrayList<String>();
        analysis.unit().getImports().forEach(line -> lines.add(line.toString().strip()));
        return lines;
    }

    private void addKeywords(Candidates candidates) {
        if (place.prefix().isEmpty() && place.kind() != Place.Kind.AFTER_NAME) {
            return;
        }
        Keywords.at(place.kind())
                .forEach(words -> words
                        .forEach(word -> candidates.add(word, "keyword", null, Candidate.KEYWORD)));
    }

    private static void addEnumConstants(Analysis analysis, TreePath path, Candidates candidates) {
        for (TreePath at = path; at != null; at = at.getParentPath()) {
            if (at.getLeaf() instanceof CaseTree && at.getParentPath() != null) {
                ExpressionTree selector = switch (at.getParentPath().getLeaf()) {
                    case SwitchTree tree -> tree.getExpression();
                    case SwitchExpressionTree tree -> tree.getExpression();
                    default -> null;
                };
                var type = selector == null
                        ? null
                        : analysis.trees().getTypeMirror(new TreePath(at.getParentPath(), selector));
                if (type instanceof DeclaredType declared) {
                    for (Element element : declared.asElement().getEnclosedElements()) {
                        if (element.getKind() == ElementKind.ENUM_CONSTANT) {
                            candidates.add(element, null, Candidate.OWN - 1);
                        }
                    }
                }
                return;
            }
        }
    }
}
