package dev.linnet.kernel.code;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** The source of what the notebook and the cell itself declare. */
final class NotebookSources {
    private final Compiler compiler;
    private final DeclaredNames declared;
    private final String cell;
    private final Map<String, Optional<SourceFile>> parsed = new HashMap<>();

    NotebookSources(Compiler compiler, DeclaredNames declared, String cell) {
        this.compiler = compiler;
        this.declared = declared;
        this.cell = cell;
    }

    /** The declaration of a type or method of the notebook, or of a member of such a type. */
    Optional<SourceFile.Declaration> declaration(Element element) {
        Element outermost = element;
        while (outermost.getEnclosingElement() != null && !Analysis.isCellClass(outermost.getEnclosingElement())) {
            outermost = outermost.getEnclosingElement();
        }
        String name = outermost.getSimpleName().toString();
        boolean isType = outermost instanceof TypeElement;
        Optional<SourceFile.Declaration> own = parsed.computeIfAbsent("", key -> ownDeclarations())
                .flatMap(file -> file.find(element));
        if (own.isPresent()) {
            return own;
        }
        return parsed.computeIfAbsent(isType ? "type " + name : "methods " + name,
                key -> isType ? type(name) : methods(name)).flatMap(file -> file.find(element));
    }

    private SourceFile parse(CharSequence members) {
        return compiler.parse("class " + CellUnit.CLASS + " {\n" + members + "\n}");
    }

    private Optional<SourceFile> ownDeclarations() {
        var text = new StringBuilder();
        int end = 0;
        for (Chunk chunk : Chunks.of(cell)) {
            if (chunk.kind() == Chunk.Kind.TYPE || chunk.kind() == Chunk.Kind.METHOD) {
                text.append(cell, end, chunk.end()).append('\n');
            }
            end = chunk.end();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text));
    }

    private Optional<SourceFile> type(String name) {
        return declared.types()
                .stream()
                .filter(type -> type.name().equals(name) && type.source() != null)
                .reduce((first, last) -> last)
                .map(type -> parse(type.source()));
    }

    private Optional<SourceFile> methods(String name) {
        var text = new StringBuilder();
        for (var method : declared.methods()) {
            if (method.name().equals(name) && method.source() != null) {
                text.append(method.source()).append('\n');
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text));
    }
}
