package dev.linnet.kernel.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.SimpleJavaFileObject;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ErroneousTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import dev.linnet.kernel.javac.Compilation;
import dev.linnet.kernel.javac.Compilers;

/** A {@linkplain CellUnit unit} as javac understands it, errors and all. Good until the next unit is looked at. */
final class Analysis {
    private final Compilation compilation;
    private final CompilationUnitTree unit;
    private final Trees trees;

    private Analysis(Compilation compilation, CompilationUnitTree unit) {
        this.compilation = compilation;
        this.unit = unit;
        this.trees = Trees.instance(compilation.task());
    }

    static Analysis of(Compilers compilers, String source) {
        Compilation compilation = compilers.begin(new Source(source), diagnostic -> {});
        try {
            CompilationUnitTree unit = compilation.parse();
            compilation.attribute();
            return new Analysis(compilation, unit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CompilationUnitTree unit() {
        return unit;
    }

    Trees trees() {
        return trees;
    }

    Elements elements() {
        return compilation.task().getElements();
    }

    Types types() {
        return compilation.task().getTypes();
    }

    /** Where the placeholder stands, or null where javac dropped it. */
    TreePath placeholder() {
        var finder = new Finder() {
            @Override
            boolean matches(Tree tree) {
                return switch (tree) {
                    case IdentifierTree identifier -> identifier.getName().contentEquals(CellUnit.PLACEHOLDER);
                    case MemberSelectTree select -> select.getIdentifier().contentEquals(CellUnit.PLACEHOLDER);
                    case MemberReferenceTree reference -> reference.getName() != null
                            && reference.getName().contentEquals(CellUnit.PLACEHOLDER);
                    case VariableTree variable -> variable.getName().contentEquals(CellUnit.PLACEHOLDER);
                    default -> false;
                };
            }
        };
        finder.scan(unit, null);
        return finder.found;
    }

    /** The innermost tree around an offset of the unit. */
    TreePath around(int offset) {
        SourcePositions positions = trees.getSourcePositions();
        var finder = new Finder() {
            @Override
            boolean matches(Tree tree) {
                long start = positions.getStartPosition(unit, tree);
                return start >= 0 && start <= offset && positions.getEndPosition(unit, tree) >= offset;
            }
        };
        finder.scan(unit, null);
        return finder.found;
    }

    /** Whether an element belongs to the notebook rather than to a library: it is declared in the unit. */
    static boolean isNotebook(Element element) {
        for (Element outer = element; outer != null; outer = outer.getEnclosingElement()) {
            if (isCellClass(outer)) {
                return true;
            }
        }
        return false;
    }

    static boolean isCellClass(Element element) {
        return element != null && element.getKind() == ElementKind.CLASS
                && element.getSimpleName().contentEquals(CellUnit.CLASS);
    }

    /** Finds the last tree in text order, the innermost one, that matches. */
    private abstract static class Finder extends TreePathScanner<Void, Void> {
        TreePath found;

        abstract boolean matches(Tree tree);

        @Override
        public Void scan(Tree tree, Void nothing) {
            if (tree != null && getCurrentPath() != null && matches(tree)) {
                found = new TreePath(getCurrentPath(), tree);
            }
            return super.scan(tree, null);
        }

        @Override
        public Void visitErroneous(ErroneousTree tree, Void nothing) {
            return scan(tree.getErrorTrees(), null);
        }
    }

    /** Java source in memory. */
    static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + CellUnit.CLASS + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
