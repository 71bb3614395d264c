package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;

/**
 * What a word in a cell refers to.
 *
 * @param elements the element, and for a method or constructor its overloads behind it; never empty
 * @param type     the element's type where it is used, or null
 * @param exact    whether the first element is known to be the one that is meant
 */
record Referent(List<Element> elements, TypeMirror type, boolean exact) {
    Element element() {
        return elements.getFirst();
    }

    /** Finds the referent of the word at an offset of the analysed unit. */
    static Optional<Referent> at(Analysis analysis, int offset, String word) {
        TreePath path = analysis.around(offset);
        if (path == null) {
            return Optional.empty();
        }
        NewClassTree creation = creationOf(path);
        Element element = analysis.trees().getElement(creation == null ? path : pathTo(path, creation));
        if (element instanceof ExecutableElement method && isKnown(element)) {
            TypeMirror type = creation == null && path.getLeaf() instanceof MemberSelectTree
                    ? memberType(analysis, path, method)
                    : null;
            return Optional.of(new Referent(withOverloads(analysis, method), type, true));
        }
        if (creation != null) {
            element = analysis.trees().getElement(path);
            if (element instanceof TypeElement type && isKnown(element)) {
                var constructors = type.getEnclosedElements()
                        .stream()
                        .filter(member -> member.getKind() == ElementKind.CONSTRUCTOR)
                        .<Element>map(member -> member)
                        .toList();
                return Optional.of(new Referent(constructors.isEmpty() ? List.of(type) : constructors, null, false));
            }
        }
        if (element != null && isKnown(element) && named(element, word)) {
            TypeMirror type = element.getKind().isVariable() ? analysis.trees().getTypeMirror(path) : null;
            return Optional.of(new Referent(List.of(element), isUsable(type) ? type : null, true));
        }
        return unresolved(analysis, path, word);
    }

    /** Methods of the right name, where the arguments do not yet tell which is meant. */
    private static Optional<Referent> unresolved(Analysis analysis, TreePath path, String word) {
        var found = new ArrayList<Element>();
        if (path.getLeaf() instanceof MemberSelectTree || path.getLeaf() instanceof MemberReferenceTree) {
            var qualifier = path.getLeaf() instanceof MemberSelectTree select
                    ? select.getExpression()
                    : ((MemberReferenceTree) path.getLeaf()).getQualifierExpression();
            TypeMirror site = analysis.trees().getTypeMirror(new TreePath(path, qualifier));
            if (site != null) {
                for (DeclaredType type : new Members(analysis, null).sites(site)) {
                    addNamed(analysis, (TypeElement) type.asElement(), word, found);
                }
            }
        } else if (path.getLeaf() instanceof IdentifierTree) {
            for (var scope = analysis.trees().getScope(path); scope != null
                    && scope.getEnclosingClass() != null; scope = scope.getEnclosingScope()) {
                addNamed(analysis, scope.getEnclosingClass(), word, found);
            }
            for (var line : analysis.unit().getImports()) {
                if (line.isStatic() && line.getQualifiedIdentifier() instanceof MemberSelectTree name
                        && (name.getIdentifier().contentEquals("*") || name.getIdentifier().contentEquals(word))) {
                    TypeElement type = analysis.elements().getTypeElement(name.getExpression().toString());
                    if (type != null) {
                        addNamed(analysis, type, word, found);
                    }
                }
            }
        }
        var distinct = found.stream().distinct().toList();
        return distinct.isEmpty() ? Optional.empty() : Optional.of(new Referent(distinct, null, distinct.size() == 1));
    }

    private static void addNamed(Analysis analysis, TypeElement type, String word, List<Element> found) {
        analysis.elements()
                .getAllMembers(type)
                .stream()
                .filter(member -> named(member, word))
                .filter(member -> member instanceof ExecutableElement || member.getKind().isField()
                        || Members.isType(member))
                .forEach(found::add);
    }

    private static List<Element> withOverloads(Analysis analysis, ExecutableElement method) {
        var all = new ArrayList<Element>(List.of(method));
        var type = (TypeElement) method.getEnclosingElement();
        var members = method.getKind() == ElementKind.CONSTRUCTOR
                ? type.getEnclosedElements()
                : analysis.elements().getAllMembers(type);
        members.stream()
                .filter(member -> member instanceof ExecutableElement && !member.equals(method)
                        && member.getSimpleName().equals(method.getSimpleName()))
                .sorted(Comparator.comparingInt(member -> ((ExecutableElement) member).getParameters().size()))
                .forEach(all::add);
        return all;
    }

    private static TypeMirror memberType(Analysis analysis, TreePath path, ExecutableElement method) {
        var select = (MemberSelectTree) path.getLeaf();
        TypeMirror site = analysis.trees().getTypeMirror(new TreePath(path, select.getExpression()));
        if (site == null) {
            return null;
        }
        return new Members(analysis, null).sites(site)
                .stream()
                .filter(type -> analysis.types()
                        .isSubtype(analysis.types().erasure(type),
                                analysis.types().erasure(method.getEnclosingElement().asType())))
                .map(type -> analysis.types().asMemberOf(type, method))
                .findFirst()
                .orElse(null);
    }

    /** The {@code new} of which a path is the class name. */
    private static NewClassTree creationOf(TreePath path) {
        TreePath at = path;
        while (at.getParentPath() != null && at.getParentPath().getLeaf() instanceof ParameterizedTypeTree) {
            at = at.getParentPath();
        }
        return at.getParentPath() != null && at.getParentPath().getLeaf() instanceof NewClassTree creation
                && creation.getIdentifier() == at.getLeaf() ? creation : null;
    }

    private static TreePath pathTo(TreePath inner, Tree outer) {
        TreePath at = inner;
        while (at.getLeaf() != outer) {
            at = at.getParentPath();
        }
        return at;
    }

    private static boolean named(Element element, String word) {
        return element.getSimpleName().contentEquals(word) || element.getKind() == ElementKind.PACKAGE
                || word.equals("this") || word.equals("super");
    }

    /** javac takes a name that it does not know for a package; a package that has nothing in it is none. */
    private static boolean isKnown(Element element) {
        return element.getKind() == ElementKind.PACKAGE
                ? !element.getEnclosedElements().isEmpty()
                : element.asType() == null || element.asType().getKind() != TypeKind.ERROR;
    }

    private static boolean isUsable(TypeMirror type) {
        return type != null && type.getKind() != TypeKind.ERROR && type.getKind() != TypeKind.NONE;
    }
}
