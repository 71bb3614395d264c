package dev.linnet.kernel.code;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.UnionType;
import javax.lang.model.type.WildcardType;

import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Scope;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;

/** What can follow a dot or a double colon. */
final class Members {
    private static final Set<String> RARE = Set.of("getClass", "notify", "notifyAll", "wait", "finalize", "clone");

    private final Analysis analysis;
    private final Candidates candidates;

    Members(Analysis analysis, Candidates candidates) {
        this.analysis = analysis;
        this.candidates = candidates;
    }

    /** Adds the members of what is before the placeholder; false where that is not a type or a value. */
    boolean add(TreePath placeholder, boolean typesOnly) {
        return add(placeholder, typesOnly, placeholder.getLeaf() instanceof MemberReferenceTree);
    }

    /** Adds the members that a method reference can name. */
    void addReferences(TreePath placeholder) {
        add(placeholder, false, true);
    }

    private boolean add(TreePath placeholder, boolean typesOnly, boolean reference) {
        Tree qualifier = switch (placeholder.getLeaf()) {
            case MemberSelectTree select -> select.getExpression();
            case MemberReferenceTree member -> member.getQualifierExpression();
            default -> null;
        };
        if (qualifier == null) {
            return false;
        }
        if (reference && qualifier instanceof ArrayTypeTree) {
            candidates.add("new", "keyword", null, Candidate.OWN);
            return true;
        }
        var path = new TreePath(placeholder, qualifier);
        TypeMirror type = analysis.trees().getTypeMirror(path);
        if (type == null || type.getKind() == TypeKind.ERROR || type.getKind() == TypeKind.PACKAGE) {
            return false;
        }
        Element element = analysis.trees().getElement(path);
        boolean ofType = element != null && (element.getKind().isClass() || element.getKind().isInterface()
                || element.getKind() == ElementKind.TYPE_PARAMETER);
        Scope scope = analysis.trees().getScope(path);
        boolean isSuper = qualifier.toString().equals("super");
        for (DeclaredType site : sites(type)) {
            addMembers(site, scope, member -> reference
                    ? isMethod(member) && (ofType || !isStatic(member))
                    : ofType == isStatic(member) && (!typesOnly || isType(member)), isSuper);
        }
        if (!reference && !ofType && type.getKind() == TypeKind.ARRAY) {
            candidates.add("length", "field", "int length", Candidate.OWN);
            candidates.addMethod("clone", false, type + " clone()", Candidate.OWN);
        }
        if (reference && ofType) {
            candidates.add("new", "keyword", null, Candidate.INHERITED);
        }
        if (!reference && isTypeLiteral(element, type, ofType) && !typesOnly) {
            candidates.add("class", "keyword", "Class<" + Signatures.type(type) + ">", Candidate.KEYWORD);
        }
        return true;
    }

    /** Adds the static members of a class for a static import. */
    void addStatic(TypeElement type) {
        for (Element member : analysis.elements().getAllMembers(type)) {
            boolean exported = member.getModifiers().contains(Modifier.PUBLIC) || Analysis.isNotebook(member);
            if (isStatic(member) && exported && !isConstructor(member)) {
                candidates.add(member, null, rank(member, type));
            }
        }
    }

    private static boolean isTypeLiteral(Element element, TypeMirror type, boolean ofType) {
        return element == null
                ? type.getKind().isPrimitive()
                : ofType && element.getKind() != ElementKind.TYPE_PARAMETER;
    }

    private void addMembers(DeclaredType site, Scope scope, Predicate<Element> filter, boolean isSuper) {
        var type = (TypeElement) site.asElement();
        for (Element member : analysis.elements().getAllMembers(type)) {
            if (isConstructor(member) || !candidates.accepts(member.getSimpleName()) || !filter.test(member)) {
                continue;
            }
            if (member.getModifiers().contains(Modifier.PRIVATE) && !isInside(scope, member.getEnclosingElement())) {
                continue;
            }
            boolean objectMethodOfSuper = isSuper && member.getModifiers().contains(Modifier.PROTECTED);
            if (objectMethodOfSuper || analysis.trees().isAccessible(scope, member, site)) {
                candidates.add(member, isType(member) ? null : memberType(site, member), rank(member, type));
            }
        }
    }

    /** Whether a scope is in a type; what is private to a notebook's type is not for the cells around it. */
    private static boolean isInside(Scope scope, Element type) {
        for (Element outer = scope.getEnclosingClass(); outer != null; outer = outer.getEnclosingElement()) {
            if (outer.equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMethod(Element member) {
        return member.getKind() == ElementKind.METHOD;
    }

    private TypeMirror memberType(DeclaredType site, Element member) {
        try {
            return analysis.types().asMemberOf(site, member);
        } catch (IllegalArgumentException e) {
            return null; // a raw or broken type: the declared type serves
        }
    }

    /** The declared types whose members a value of a type has. */
    List<DeclaredType> sites(TypeMirror type) {
        return switch (type) {
            case IntersectionType intersection -> intersection.getBounds()
                    .stream()
                    .flatMap(bound -> sites(bound).stream())
                    .toList();
            case UnionType union ->
                sites(analysis.types().directSupertypes(union.getAlternatives().getFirst()).getFirst());
            case TypeVariable variable -> sites(variable.getUpperBound());
            case WildcardType wildcard -> wildcard.getExtendsBound() == null
                    ? sites(object())
                    : sites(wildcard.getExtendsBound());
            case ArrayType _ -> sites(object());
            case DeclaredType declared when declared.getKind() == TypeKind.DECLARED -> List.of(declared);
            default -> List.of();
        };
    }

    private TypeMirror object() {
        return analysis.elements().getTypeElement("java.lang.Object").asType();
    }

    private int rank(Element member, TypeElement site) {
        boolean ofObject = member.getEnclosingElement() instanceof TypeElement owner
                && owner.getQualifiedName().contentEquals("java.lang.Object");
        boolean inherited = !member.getEnclosingElement().equals(site);
        if ((ofObject && inherited) || RARE.contains(member.getSimpleName().toString())
                || analysis.elements().isDeprecated(member)) {
            return Candidate.LAST;
        }
        return inherited ? Candidate.INHERITED : Candidate.OWN;
    }

    static boolean isStatic(Element member) {
        return member.getModifiers().contains(Modifier.STATIC) || isType(member);
    }

    static boolean isType(Element member) {
        return member.getKind().isClass() || member.getKind().isInterface();
    }

    private static boolean isConstructor(Element member) {
        return member.getKind() == ElementKind.CONSTRUCTOR || member.getKind() == ElementKind.STATIC_INIT
                || member.getKind() == ElementKind.INSTANCE_INIT;
    }
}
