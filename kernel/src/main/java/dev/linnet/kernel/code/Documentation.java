package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

import com.sun.source.doctree.DocCommentTree;

/** What is written about an element: its comment, inherited where it has none of its own, its text and parameter names. */
final class Documentation {
    private final Analysis analysis;
    private final Sources sources;
    private final NotebookSources notebook;

    Documentation(Analysis analysis, Sources sources, NotebookSources notebook) {
        this.analysis = analysis;
        this.sources = sources;
        this.notebook = notebook;
    }

    Optional<SourceFile.Declaration> declaration(Element element) {
        return Analysis.isNotebook(element)
                ? notebook.declaration(element)
                : sources.fileOf(element, analysis.elements()).flatMap(file -> file.find(element));
    }

    List<String> parameterNames(Element element) {
        return declaration(element).map(SourceFile.Declaration::parameterNames).orElse(List.of());
    }

    /** The element's documentation as HTML, or the empty string. */
    String html(Element element) {
        Optional<DocCommentTree> comment = declaration(element).flatMap(SourceFile.Declaration::comment);
        if (comment.isPresent()) {
            return DocHtml.of(comment.get(), () -> inheritedBody(element));
        }
        for (ExecutableElement overridden : overridden(element)) {
            var inherited = declaration(overridden).flatMap(SourceFile.Declaration::comment);
            if (inherited.isPresent()) {
                return DocHtml.of(inherited.get(), () -> inheritedBody(overridden));
            }
        }
        return sources.page(element).orElse("");
    }

    /** The first sentence of the element's documentation as HTML, or the empty string. */
    String summary(Element element) {
        return declaration(element).flatMap(SourceFile.Declaration::comment).map(DocHtml::firstSentence).orElse("");
    }

    private String inheritedBody(Element element) {
        for (ExecutableElement overridden : overridden(element)) {
            var comment = declaration(overridden).flatMap(SourceFile.Declaration::comment);
            if (comment.isPresent()) {
                return DocHtml.body(comment.get()).replaceFirst("^<p>", "").strip();
            }
        }
        return "";
    }

    private List<ExecutableElement> overridden(Element element) {
        if (!(element instanceof ExecutableElement method)
                || !(method.getEnclosingElement() instanceof TypeElement type)) {
            return List.of();
        }
        var found = new ArrayList<ExecutableElement>();
        collect(method, type, type.asType(), found);
        return found;
    }

    private void collect(ExecutableElement method, TypeElement type, TypeMirror from, List<ExecutableElement> found) {
        for (TypeMirror supertype : analysis.types().directSupertypes(from)) {
            for (Element member : ((DeclaredType) supertype).asElement().getEnclosedElements()) {
                if (member instanceof ExecutableElement other && analysis.elements().overrides(method, other, type)) {
                    found.add(other);
                }
            }
            collect(method, type, supertype, found);
        }
    }
}
