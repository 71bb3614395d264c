package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;

/** The types that a value may have at a place: of the argument, the variable or the assignment that it is for. */
final class ExpectedType {
    private final Analysis analysis;

    ExpectedType(Analysis analysis) {
        this.analysis = analysis;
    }

    /** Whether a value of a type fits at the path; never where nothing is expected there. */
    Predicate<TypeMirror> fits(TreePath path) {
        List<TypeMirror> expected = expected(path).stream()
                .filter(type -> type != null && type.getKind() != TypeKind.ERROR && type.getKind() != TypeKind.NONE
                        && type.getKind() != TypeKind.VOID && !type.toString().equals("java.lang.Object"))
                .map(analysis.types()::erasure)
                .toList();
        return type -> type.getKind() != TypeKind.VOID && type.getKind() != TypeKind.ERROR
                && type.getKind() != TypeKind.EXECUTABLE && type.getKind() != TypeKind.PACKAGE
                && type.getKind() != TypeKind.NONE
                && expected.stream()
                        .anyMatch(one -> analysis.types().isAssignable(analysis.types().erasure(type), one));
    }

    private List<TypeMirror> expected(TreePath path) {
        TreePath parent = path == null ? null : path.getParentPath();
        if (parent == null) {
            return List.of();
        }
        Tree leaf = path.getLeaf();
        return switch (parent.getLeaf()) {
            case VariableTree variable when variable.getInitializer() == leaf && variable.getType() != null ->
                listOf(analysis.trees().getTypeMirror(new TreePath(parent, variable.getType())));
            case AssignmentTree assignment when assignment.getExpression() == leaf ->
                listOf(analysis.trees().getTypeMirror(new TreePath(parent, assignment.getVariable())));
            case MethodInvocationTree call when call.getArguments().contains(leaf) ->
                parameter(methods(parent, call.getMethodSelect()), call.getArguments().indexOf(leaf));
            case NewClassTree creation when creation.getArguments().contains(leaf) ->
                parameter(constructors(parent, creation), creation.getArguments().indexOf(leaf));
            default -> List.of();
        };
    }

    private static List<TypeMirror> listOf(TypeMirror type) {
        return type == null ? List.of() : List.of(type);
    }

    private static List<TypeMirror> parameter(List<ExecutableType> methods, int position) {
        return methods.stream()
                .filter(method -> method.getParameterTypes().size() > position)
                .<TypeMirror>map(method -> method.getParameterTypes().get(position))
                .toList();
    }

    private List<ExecutableType> methods(TreePath call, ExpressionTree select) {
        var found = new ArrayList<ExecutableType>();
        if (select instanceof MemberSelectTree member) {
            TypeMirror site = analysis.trees()
                    .getTypeMirror(new TreePath(new TreePath(call, select), member.getExpression()));
            for (DeclaredType type : site == null ? List.<DeclaredType>of() : new Members(analysis, null).sites(site)) {
                for (Element element : analysis.elements()
                        .getAllMembers((TypeElement) type
                                .asElement())) {
                    if (element instanceof ExecutableElement method
                            && method.getSimpleName().contentEquals(member.getIdentifier())) {
                        found.add((ExecutableType) analysis.types().asMemberOf(type, method));
                    }
                }
            }
        } else if (select instanceof IdentifierTree identifier) {
            for (var scope = analysis.trees().getScope(call); scope != null
                    && scope.getEnclosingClass() != null; scope = scope.getEnclosingScope()) {
                for (Element element : analysis.elements().getAllMembers(scope.getEnclosingClass())) {
                    if (element instanceof ExecutableElement method
                            && method.getSimpleName().contentEquals(identifier.getName())) {
                        found.add((ExecutableType) method.asType());
                    }
                }
            }
        }
        return found;
    }

    private List<ExecutableType> constructors(TreePath path, NewClassTree creation) {
        var type = analysis.trees().getTypeMirror(new TreePath(path, creation.getIdentifier()));
        if (!(type instanceof DeclaredType declared) || type.getKind() != TypeKind.DECLARED) {
            return List.of();
        }
        return declared.asElement()
                .getEnclosedElements()
                .stream()
                .filter(element -> element.getKind() == ElementKind.CONSTRUCTOR)
                .map(element -> (ExecutableType) analysis.types().asMemberOf(declared, element))
                .toList();
    }
}
