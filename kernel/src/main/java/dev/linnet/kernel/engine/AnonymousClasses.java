package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

/**
 * The anonymous classes that a cell's {@code var} variables are of. A variable's field needs a type with a name, or what
 * such a class declares would be out of everybody's reach; so the class becomes one of the unit's own with a name, and its
 * creation {@code new Object() {...}} a plain {@code new}. Only where that tells more than the supertype does, and where all
 * of it can be written down; else the class stays as it is and its supertype stands for it.
 */
final class AnonymousClasses {
    private final JavacTask task;
    private final Trees trees;
    private final CompilationUnitTree tree;
    private final Unit unit;
    private final Tokens tokens;
    private final long serial;
    private final InferredType types;
    private final Map<String, Snippet.Anonymous> found = new LinkedHashMap<>();
    private final Map<Element, String> names = new HashMap<>();
    private Map<Element, TreePath> creations;

    /** @param serial the cell's, for the names; none are given where it is negative */
    AnonymousClasses(JavacTask task, CompilationUnitTree tree, Unit unit, Tokens tokens, long serial) {
        this.task = task;
        this.trees = Trees.instance(task);
        this.tree = tree;
        this.unit = unit;
        this.tokens = tokens;
        this.serial = serial;
        this.types = new InferredType(task.getTypes(), task.getElements(), this);
    }

    InferredType types() {
        return types;
    }

    /** The classes that were asked for and can be named, in the order of their names. */
    List<Snippet.Anonymous> found() {
        return List.copyOf(found.values());
    }

    /** The name to give an anonymous class of the cell's variables, or null where it is to stay as it is. */
    String nameOf(TypeElement anonymous) {
        if (serial >= 0 && !names.containsKey(anonymous)) {
            names.put(anonymous, null); // a class that mentions itself cannot be written down
            try {
                name(anonymous);
            } catch (CompileException e) {
                // The tokens are not what javac has seen, so that there is nothing to go by.
            }
        }
        return names.get(anonymous);
    }

    private void name(TypeElement anonymous) throws CompileException {
        TreePath creation = creations().get(anonymous);
        if (creation == null || !showsMore(anonymous)) {
            return;
        }
        TypeMirror supertype = anonymous.getInterfaces().isEmpty()
                ? anonymous.getSuperclass()
                : anonymous.getInterfaces().getFirst();
        String parent = types.exact(supertype);
        String name = Names.anonymous(serial, found.size(),
                ((DeclaredType) supertype).asElement().getSimpleName().toString());
        Map<String, String> captured = captured(creation);
        Place place = place(creation);
        String constructor = parent == null || captured == null || place == null
                ? null
                : constructor(name, creation, captured);
        if (constructor == null) {
            return;
        }
        StringBuilder fields = new StringBuilder();
        captured.forEach((variable, type) -> fields.append(" private ")
                .append(type)
                .append(' ')
                .append(variable)
                .append(';'));
        String head = "public final class " + name
                + (anonymous.getInterfaces().isEmpty() ? " extends " : " implements ")
                + parent + " {" + fields + constructor;
        String given = String.join(", ", captured.keySet())
                + (place.arguments() && !captured.isEmpty() ? ", " : "");
        found.put(name, new Snippet.Anonymous(place.body().start(), place.body().end(), name, head,
                place.beforeArguments(), given));
        names.put(anonymous, name);
    }

    /** The creations of anonymous classes in the cell's statements, by the class. */
    private Map<Element, TreePath> creations() {
        if (creations == null) {
            creations = new HashMap<>();
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitNewClass(NewClassTree creation, Void nothing) {
                    if (creation.getClassBody() != null) {
                        Element type = trees.getElement(new TreePath(getCurrentPath(), creation.getClassBody()));
                        creations.put(type, getCurrentPath());
                    }
                    return super.visitNewClass(creation, null);
                }
            }.scan(tree, null);
        }
        return creations;
    }

    /** Whether the class has members that its supertype has not, or has them with other types. */
    private boolean showsMore(TypeElement anonymous) {
        for (Element member : anonymous.getEnclosedElements()) {
            boolean more = switch (member.getKind()) {
                case CONSTRUCTOR, STATIC_INIT, INSTANCE_INIT -> false;
                case METHOD -> isNew((ExecutableElement) member, anonymous);
                default -> true;
            };
            if (more && !member.getModifiers().contains(Modifier.PRIVATE)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNew(ExecutableElement method, TypeElement owner) {
        for (TypeMirror supertype : task.getTypes().directSupertypes(owner.asType())) {
            var element = (TypeElement) ((DeclaredType) supertype).asElement();
            for (ExecutableElement other : ElementFilter.methodsIn(task.getElements().getAllMembers(element))) {
                if (task.getElements().overrides(method, other, owner)) {
                    var inherited = (javax.lang.model.type.ExecutableType) task.getTypes()
                            .asMemberOf((DeclaredType) supertype, other);
                    return !task.getTypes().isSameType(method.getReturnType(), inherited.getReturnType())
                            || method.getThrownTypes().size() != inherited.getThrownTypes().size()
                            || (other.getModifiers().contains(Modifier.PROTECTED)
                                    && method.getModifiers().contains(Modifier.PUBLIC));
                }
            }
        }
        return true;
    }

    /**
     * The local variables around the creation that the class uses, such as a lambda's parameter, with their types; null where
     * it uses what has no name outside. The cell's own variables, which are locals just here, are not among them.
     */
    private Map<String, String> captured(TreePath creation) {
        Set<Element> inside = new HashSet<>();
        Set<Element> used = new HashSet<>();
        Map<String, String> captured = new LinkedHashMap<>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitVariable(VariableTree variable, Void nothing) {
                inside.add(trees.getElement(getCurrentPath()));
                return super.visitVariable(variable, null);
            }

            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                inside.add(trees.getElement(getCurrentPath()));
                return super.visitClass(type, null);
            }

            @Override
            public Void visitIdentifier(IdentifierTree identifier, Void nothing) {
                used.add(trees.getElement(getCurrentPath()));
                return null;
            }
        }.scan(new TreePath(creation, ((NewClassTree) creation.getLeaf()).getClassBody()), null);
        used.removeAll(inside);
        for (Element one : used) {
            if (one instanceof TypeElement type && type.getNestingKind() == NestingKind.LOCAL) {
                return null;
            }
            if (isLocal(one) && !isOfCell(one)) {
                String type = types.exact(one.asType());
                if (type == null) {
                    return null;
                }
                captured.put(one.getSimpleName().toString(), type);
            }
        }
        return captured;
    }

    private static boolean isLocal(Element one) {
        return one instanceof VariableElement && one.getKind() != ElementKind.FIELD
                && one.getKind() != ElementKind.ENUM_CONSTANT && !one.getSimpleName().contentEquals("this")
                && !one.getSimpleName().contentEquals("super");
    }

    /** Whether a local variable is one of the cell's, which become fields. */
    private boolean isOfCell(Element local) {
        TreePath declaration = trees.getPath(local);
        return declaration != null && InferredType.isOutermost(declaration);
    }

    /** @param beforeArguments from {@code new} to the parenthesis */
    private record Place(Snippet.Span beforeArguments, boolean arguments, Snippet.Span body) {}

    /** Where the creation is in the cell, or null where the unit's text there is not the cell's. */
    private Place place(TreePath creation) throws CompileException {
        var leaf = (NewClassTree) creation.getLeaf();
        if (leaf.getEnclosingExpression() != null || !leaf.getTypeArguments().isEmpty()) {
            return null;
        }
        int first = token(leaf, "new");
        int body = token(leaf.getClassBody(), "{");
        for (int i = first; first >= 0 && i < body; i++) {
            if (tokens.is(i, "(") && tokens.match(i) == body - 1) {
                return new Place(new Snippet.Span(tokens.start(first), tokens.endBefore(i + 1)), i < body - 2,
                        new Snippet.Span(tokens.start(body), tokens.get(tokens.match(body)).end()));
            }
        }
        return null;
    }

    private int token(Tree at, String text) {
        long start = trees.getSourcePositions().getStartPosition(tree, at);
        Unit.Segment segment = start < 0 ? null : unit.segment(start);
        if (segment == null || segment.cell() != tokens.cell() || start >= segment.start() + segment.length()) {
            return -1;
        }
        int token = tokens.at(segment.cellOffset((int) start));
        return tokens.is(token, text) ? token : -1;
    }

    /** A constructor that takes what the class captures and then what its supertype's takes; null where that cannot be written. */
    private String constructor(String name, TreePath creation, Map<String, String> captured) {
        List<String> parameters = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        captured.forEach((variable, type) -> parameters.add(type + " " + variable));
        List<String> thrown = new ArrayList<>();
        if (trees.getElement(creation) instanceof ExecutableElement called) {
            List<? extends VariableElement> taken = called.getParameters();
            for (int i = 0; i < taken.size(); i++) {
                String type = types.exact(taken.get(i).asType());
                if (type == null) {
                    return null;
                }
                boolean variable = called.isVarArgs() && i == taken.size() - 1;
                String argument = "$" + i;
                parameters.add((variable ? type.substring(0, type.length() - 2) + "..." : type) + " " + argument);
                arguments.add(argument);
            }
            for (TypeMirror one : called.getThrownTypes()) {
                thrown.add(types.exact(one));
            }
        }
        if (thrown.contains(null)) {
            return null;
        }
        if (!isInLambda(creation)) {
            thrown.add("java.lang.Throwable"); // an anonymous class's initialisers may throw anything
        }
        StringBuilder text = new StringBuilder(" public " + name + "(" + String.join(", ", parameters) + ")");
        text.append(thrown.isEmpty() ? "" : " throws " + String.join(", ", thrown)).append(" {");
        // Before the supertype's constructor and the initialisers, which may use it.
        captured.keySet()
                .forEach(variable -> text.append(" this.")
                        .append(variable)
                        .append(" = ")
                        .append(variable)
                        .append(';'));
        return text.append(" super(").append(String.join(", ", arguments)).append("); }").toString();
    }

    private static boolean isInLambda(TreePath creation) {
        for (TreePath path = creation; path != null; path = path.getParentPath()) {
            boolean ofAnother = path.getLeaf() instanceof ClassTree type
                    && !type.getSimpleName().toString().startsWith(Names.RUN_METHOD);
            if (ofAnother || path.getLeaf() instanceof LambdaExpressionTree) {
                return true;
            }
        }
        return false;
    }
}
