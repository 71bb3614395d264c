package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

/**
 * Writes the type of a {@code var} as Java text that a field may be declared with. Where the type has no name, the text
 * is of the nearest supertype that has one, so that the variable's initialiser can still be assigned to it.
 */
final class InferredType {
    /** {@code exact}: the text stands for the very type, not for a supertype. */
    private record Text(String text, boolean exact) {}

    private final Types types;
    private final Elements elements;
    private final AnonymousClasses anonymous;
    private final Set<TypeMirror> open = new HashSet<>();

    InferredType(Types types, Elements elements, AnonymousClasses anonymous) {
        this.types = types;
        this.elements = elements;
        this.anonymous = anonymous;
    }

    /** Adds the types of the outermost local variables of {@code $run}, as Java text. */
    static void addLocals(CompilationUnitTree unit, JavacTask task, AnonymousClasses anonymous,
            Map<String, String> to) {
        Trees trees = Trees.instance(task);
        InferredType inferred = anonymous.types();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                return method.getName().contentEquals(Names.RUN_METHOD) ? super.visitMethod(method, null) : null;
            }

            @Override
            public Void visitVariable(VariableTree variable, Void nothing) {
                String text = isOutermost(getCurrentPath())
                        ? inferred.text(trees.getTypeMirror(getCurrentPath()))
                        : null;
                if (text != null) {
                    to.put(variable.getName().toString(), text);
                }
                return null;
            }
        }.scan(unit, null);
    }

    /** Whether a variable is declared in a method's body itself, of which {@code $run} is the one that matters. */
    static boolean isOutermost(TreePath variable) {
        return variable.getParentPath().getParentPath().getLeaf() instanceof MethodTree method
                && method.getName().toString().startsWith(Names.RUN_METHOD);
    }

    /** The text that stands for the very type, or null where there is none. */
    String exact(TypeMirror type) {
        String text = text(type);
        return text != null && write(type).exact() ? text : null;
    }

    /** The text, or null for a type that is in error or no type at all. */
    String text(TypeMirror type) {
        if (type == null) {
            return null;
        }
        return switch (type.getKind()) {
            case ERROR, NONE, NULL, VOID, PACKAGE, MODULE, EXECUTABLE, OTHER -> null;
            default -> write(type).text();
        };
    }

    private Text write(TypeMirror type) {
        return switch (type.getKind()) {
            case ARRAY -> {
                Text component = write(((ArrayType) type).getComponentType());
                yield new Text(component.text() + "[]", component.exact());
            }
            case DECLARED -> declared((DeclaredType) type);
            case INTERSECTION -> inexact(firstNamed(((IntersectionType) type).getBounds()));
            case TYPEVAR -> inexact(bounded(((TypeVariable) type).getUpperBound(), type));
            case WILDCARD -> {
                TypeMirror bound = ((WildcardType) type).getExtendsBound();
                yield inexact(bound == null ? "java.lang.Object" : write(bound).text());
            }
            case UNION, NULL, NONE, ERROR -> new Text("java.lang.Object", false);
            default -> new Text(type.getKind().name().toLowerCase(java.util.Locale.ROOT), true);
        };
    }

    private static Text inexact(String text) {
        return new Text(text, false);
    }

    private String bounded(TypeMirror bound, TypeMirror variable) {
        if (!open.add(variable)) {
            return "java.lang.Object";
        }
        try {
            return write(bound).text();
        } finally {
            open.remove(variable);
        }
    }

    private String firstNamed(List<? extends TypeMirror> bounds) {
        for (TypeMirror bound : bounds) {
            String text = write(bound).text();
            if (!text.equals("java.lang.Object")) {
                return text;
            }
        }
        return "java.lang.Object";
    }

    private Text declared(DeclaredType type) {
        TypeElement element = (TypeElement) type.asElement();
        String given = element.getNestingKind() == NestingKind.ANONYMOUS ? anonymous.nameOf(element) : null;
        if (given != null) {
            return new Text(Names.qualified(given), true);
        }
        if (element.getNestingKind() == NestingKind.ANONYMOUS || element.getNestingKind() == NestingKind.LOCAL
                || !isAccessible(element)) {
            return inexact(supertype(type));
        }
        if (!open.add(type)) {
            return inexact(element.getQualifiedName().toString());
        }
        try {
            return named(type, element);
        } finally {
            open.remove(type);
        }
    }

    private Text named(DeclaredType type, TypeElement element) {
        boolean exact = true;
        StringBuilder text = new StringBuilder();
        TypeMirror enclosing = type.getEnclosingType();
        if (enclosing.getKind() == TypeKind.DECLARED && !((DeclaredType) enclosing).getTypeArguments().isEmpty()) {
            Text outer = write(enclosing);
            exact = outer.exact();
            text.append(outer.text()).append('.').append(element.getSimpleName());
        } else {
            text.append(element.getQualifiedName());
        }
        List<String> arguments = new ArrayList<>();
        for (TypeMirror argument : type.getTypeArguments()) {
            Text written = argument(argument);
            exact &= written.exact();
            arguments.add(written.text());
        }
        if (!arguments.isEmpty()) {
            text.append('<').append(String.join(", ", arguments)).append('>');
        }
        return new Text(text.toString(), exact);
    }

    private Text argument(TypeMirror argument) {
        if (argument instanceof WildcardType wildcard) {
            if (wildcard.getSuperBound() != null) {
                Text bound = write(wildcard.getSuperBound());
                return bound.exact() ? new Text("? super " + bound.text(), true) : inexact("?");
            }
            if (wildcard.getExtendsBound() == null) {
                return new Text("?", true);
            }
            Text bound = write(wildcard.getExtendsBound());
            return new Text("? extends " + bound.text(), bound.exact());
        }
        Text written = write(argument);
        return written.exact()
                ? written
                : inexact(written.text().equals("java.lang.Object") ? "?" : "? extends " + written.text());
    }

    private String supertype(TypeMirror type) {
        List<? extends TypeMirror> supertypes = types.directSupertypes(type);
        String best = "java.lang.Object";
        for (TypeMirror one : supertypes) {
            best = write(one).text();
            if (!best.equals("java.lang.Object")) {
                break;
            }
        }
        return best;
    }

    /** Whether code in the cells' package may name the type. */
    private boolean isAccessible(TypeElement element) {
        for (Element one = element; !(one instanceof PackageElement); one = one.getEnclosingElement()) {
            boolean here = elements.getPackageOf(one).getQualifiedName().contentEquals(Names.PACKAGE);
            if (one.getModifiers().contains(Modifier.PRIVATE)
                    || (!here && !one.getModifiers().contains(Modifier.PUBLIC))) {
                return false;
            }
        }
        return true;
    }
}
