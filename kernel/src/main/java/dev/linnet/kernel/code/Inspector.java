package dev.linnet.kernel.code;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.engine.CellTypes;

/** Says what is known about one word of one cell. */
final class Inspector {
    private static final int SOURCE_LINES = 200;

    private final Compiler compiler;
    private final Sources sources;
    private final DeclaredNames declared;
    private final String cell;
    private final boolean withSource;

    Inspector(Compiler compiler, Sources sources, DeclaredNames declared, String cell, boolean withSource) {
        this.compiler = compiler;
        this.sources = sources;
        this.declared = declared;
        this.cell = cell;
        this.withSource = withSource;
    }

    Optional<MimeBundle> inspect(int cursor) {
        return Target.at(cell, cursor).flatMap(target -> {
            Optional<MimeBundle> whole = inspect(target, cell);
            Optional<MimeBundle> found = whole.isPresent() ? whole : inspect(target, cell.substring(0, target.end()));
            return found.isPresent() ? found : notImported(cell.substring(target.start(), target.end()));
        });
    }

    private Optional<MimeBundle> inspect(Target target, String text) {
        var unit = CellUnit.inspecting(text, target.end(), declared);
        int offset = unit.unitOffset(target.start());
        if (offset < 0) {
            return Optional.empty();
        }
        Analysis analysis = compiler.analyze(unit.text());
        return Referent.at(analysis, offset, text.substring(target.start(), target.end()))
                .map(referent -> describe(analysis, referent));
    }

    private MimeBundle describe(Analysis analysis, Referent referent) {
        var documentation = new Documentation(analysis, sources, new NotebookSources(compiler, declared, cell));
        Element element = referent.element();
        var card = new InspectionCard();
        card.code(Signatures.full(element, referent.type(), documentation.parameterNames(element)));
        DeclaredNames.Variable variable = notebookVariable(element);
        if (variable != null) {
            describe(variable, card);
        }
        if (Members.isType(element) && element instanceof TypeElement type) {
            constructors(type, card);
        }
        var overloads = referent.elements().subList(1, referent.elements().size());
        boolean sameKind = !overloads.isEmpty() && !referent.exact();
        String html = documentation.html(element);
        if (html.isEmpty() && element.getKind() == ElementKind.CONSTRUCTOR) {
            html = documentation.html(element.getEnclosingElement());
        }
        if (sameKind) {
            overloads.forEach(other -> card.code(full(other, documentation)));
        }
        card.html(html);
        if (!overloads.isEmpty() && !sameKind) {
            card.heading(overloads.size() == 1 ? "Overload" : "Overloads");
            overloads.forEach(other -> card.item(full(other, documentation), documentation.summary(other)));
        }
        if (element.getKind().isVariable() && valueType(element, referent) instanceof TypeElement type) {
            card.item(Signatures.brief(type, null), documentation.summary(type));
        }
        String source = source(element, variable, documentation);
        if (!source.isEmpty()) {
            card.heading("Source");
            card.code(source);
        }
        return card.bundle();
    }

    private static String full(Element element, Documentation documentation) {
        return Signatures.full(element, null, documentation.parameterNames(element));
    }

    private static Element valueType(Element element, Referent referent) {
        var type = referent.type() == null ? element.asType() : referent.type();
        return type instanceof DeclaredType declaredType ? declaredType.asElement() : null;
    }

    private static void constructors(TypeElement type, InspectionCard card) {
        if (type.getKind() == ElementKind.CLASS) {
            type.getEnclosedElements()
                    .stream()
                    .filter(member -> member.getKind() == ElementKind.CONSTRUCTOR)
                    .filter(member -> member.getModifiers().contains(Modifier.PUBLIC))
                    .forEach(member -> card.code("new " + Signatures.brief(member, null)));
        }
    }

    private DeclaredNames.Variable notebookVariable(Element element) {
        boolean field = element.getKind() == ElementKind.FIELD && Analysis.isCellClass(element.getEnclosingElement());
        return !field
                ? null
                : declared.variables()
                        .stream()
                        .filter(variable -> element.getSimpleName().contentEquals(variable.name()))
                        .reduce((first, last) -> last)
                        .orElse(null);
    }

    private static void describe(DeclaredNames.Variable variable, InspectionCard card) {
        Object value = variable.value();
        String now = value == null ? "null" : held(value.getClass());
        String size = switch (value) {
            case Collection<?> items -> ", size " + items.size();
            case Map<?, ?> entries -> ", size " + entries.size();
            case CharSequence text -> ", length " + text.length();
            case null -> "";
            default -> value.getClass().isArray() ? ", length " + Array.getLength(value) : "";
        };
        card.line("Declared in this notebook; holds " + now + size + ".");
    }

    private static String held(Class<?> type) {
        String words = CellTypes.name(type);
        return words != null && words.contains(" ") ? words : Signatures.simple(type.getTypeName()).replace('$', '.');
    }

    /** The source of what the notebook declares, always; of anything else where the front end asks for detail. */
    private String source(Element element, DeclaredNames.Variable variable, Documentation documentation) {
        if (variable != null) {
            return variable.source() == null ? "" : variable.source().strip();
        }
        boolean notebook = Analysis.isNotebook(element)
                && (Members.isType(element) || element.getKind() == ElementKind.METHOD);
        if (!withSource && !notebook) {
            return "";
        }
        var lines = documentation.declaration(element).map(SourceFile.Declaration::source).orElse("").lines().toList();
        String text = String.join("\n", lines.subList(0, Math.min(SOURCE_LINES, lines.size())));
        return lines.size() <= SOURCE_LINES ? text : text + "\n// ... " + (lines.size() - SOURCE_LINES) + " more lines";
    }

    private Optional<MimeBundle> notImported(String word) {
        List<String> names = new ArrayList<>(compiler.index().qualifiedNames(word));
        if (names.isEmpty()) {
            return Optional.empty();
        }
        names.sort((a, b) -> Boolean.compare(b.startsWith("java."), a.startsWith("java.")));
        var card = new InspectionCard();
        Analysis analysis = compiler.analyze("class " + CellUnit.CLASS + " {}");
        TypeElement type = analysis.elements().getTypeElement(names.getFirst());
        card.line(word + " is not imported. To use it:");
        names.forEach(name -> card.code("import " + name + ";"));
        if (type != null) {
            var documentation = new Documentation(analysis, sources, new NotebookSources(compiler, declared, cell));
            card.code(Signatures.full(type, null, List.of()));
            card.html(documentation.html(type));
        }
        return Optional.of(card.bundle());
    }
}
