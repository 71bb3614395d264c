package dev.linnet.kernel.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;

/** A parsed source file in which declarations can be found with their comments, parameter names and text. */
final class SourceFile {
    private final String text;
    private final CompilationUnitTree unit;
    private final DocTrees trees;

    private SourceFile(String text, CompilationUnitTree unit, DocTrees trees) {
        this.text = text;
        this.unit = unit;
        this.trees = trees;
    }

    static SourceFile parse(JavaCompiler compiler, JavaFileManager files, String text) {
        var task = (JavacTask) compiler.getTask(null, files, diagnostic -> {}, List.of("-proc:none", "-Xlint:none"),
                null, List.of(new Analysis.Source(text)));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            return new SourceFile(text, unit, DocTrees.instance(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A declaration in this file. */
    final class Declaration {
        private final TreePath path;

        private Declaration(TreePath path) {
            this.path = path;
        }

        Optional<DocCommentTree> comment() {
            return Optional.ofNullable(trees.getDocCommentTree(path));
        }

        List<String> parameterNames() {
            return path.getLeaf() instanceof MethodTree method
                    ? method.getParameters().stream().map(parameter -> parameter.getName().toString()).toList()
                    : List.of();
        }

        /** The declaration as it is written, its comment left out. */
        String source() {
            var positions = trees.getSourcePositions();
            long start = positions.getStartPosition(unit, path.getLeaf());
            long end = positions.getEndPosition(unit, path.getLeaf());
            if (start < 0 || end < start || end > text.length()) {
                return "";
            }
            int lineStart = text.lastIndexOf('\n', (int) start) + 1;
            String indent = text.substring(lineStart, (int) start);
            return ((indent.isBlank() ? indent : "") + text.substring((int) start, (int) end)).stripIndent().strip();
        }
    }

    /** The declaration of an element, by name and parameter types. */
    Optional<Declaration> find(Element element) {
        Deque<Element> names = new ArrayDeque<>();
        for (Element at = element; at != null && at.getKind() != ElementKind.PACKAGE; at = at.getEnclosingElement()) {
            names.push(at);
        }
        TreePath path = new TreePath(unit);
        for (Element name : names) {
            TreePath inner = member(path, name);
            if (inner == null) {
                return Optional.empty();
            }
            path = inner;
        }
        return Optional.of(new Declaration(path));
    }

    private TreePath member(TreePath outer, Element element) {
        var members = outer.getLeaf() instanceof ClassTree type ? type.getMembers() : unit.getTypeDecls();
        var methods = new ArrayList<MethodTree>();
        for (Tree tree : members) {
            boolean found = switch (tree) {
                case ClassTree type -> element instanceof TypeElement
                        && type.getSimpleName().contentEquals(element.getSimpleName());
                case VariableTree variable -> element instanceof VariableElement
                        && variable.getName().contentEquals(element.getSimpleName());
                default -> false;
            };
            if (found) {
                return new TreePath(outer, tree);
            }
            if (tree instanceof MethodTree method && element instanceof ExecutableElement executable
                    && method.getName().contentEquals(element.getSimpleName())
                    && method.getParameters().size() == executable.getParameters().size()) {
                methods.add(method);
            }
        }
        for (MethodTree method : methods) {
            if (methods.size() == 1 || sameParameters(method, (ExecutableElement) element)) {
                return new TreePath(outer, method);
            }
        }
        return null;
    }

    private static boolean sameParameters(MethodTree tree, ExecutableElement method) {
        for (int i = 0; i < tree.getParameters().size(); i++) {
            String written = plain(tree.getParameters().get(i).getType().toString());
            String meant = plain(method.getParameters().get(i).asType().toString());
            if (!written.equals(meant)) {
                return false;
            }
        }
        return true;
    }

    /** A type's simple name without arguments and annotations. */
    private static String plain(String type) {
        String text = type.replaceAll("@[\\w.]+(\\([^)]*\\))?\\s*", "").replace("...", "[]").replace(" ", "");
        while (text.indexOf('<') >= 0 && text.matches("(?s).*<[^<>]*>.*")) {
            text = text.replaceAll("<[^<>]*>", "");
        }
        return text.substring(text.lastIndexOf('.') + 1);
    }
}
