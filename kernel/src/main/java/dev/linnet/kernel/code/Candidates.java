package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;

/** Collects completions: one for each name, overloads together. */
final class Candidates {
    private final String prefix;
    /** Whether an opening parenthesis stands behind the word already, or none belongs there. */
    private final boolean bareMethods;
    private final Predicate<TypeMirror> fits;
    private final Map<String, Candidate> byText = new LinkedHashMap<>();
    private final Map<String, List<Overload>> methods = new LinkedHashMap<>();

    private record Overload(ExecutableElement method, TypeMirror type, int rank) {}

    Candidates(String prefix, boolean bareMethods, Predicate<TypeMirror> fits) {
        this.prefix = prefix;
        this.bareMethods = bareMethods;
        this.fits = fits;
    }

    boolean accepts(CharSequence name) {
        return Candidate.begins(name, prefix);
    }

    void add(String text, String type, String signature, int rank) {
        if (accepts(text)) {
            put(new Candidate(text, type, signature, rank));
        }
    }

    /** Adds a name whatever the prefix is. */
    void put(Candidate candidate) {
        byText.merge(candidate.text(), candidate, (old, other) -> other.rank() < old.rank() ? other : old);
    }

    /** Adds an element of any kind under its simple name; {@code type} is its type where it is used, or null. */
    void add(Element element, TypeMirror type, int rank) {
        String name = element.getSimpleName().toString();
        if (!accepts(name) || name.startsWith("$")) {
            return;
        }
        if (element instanceof ExecutableElement method && element.getKind() == ElementKind.METHOD) {
            methods.computeIfAbsent(name, key -> new ArrayList<>()).add(new Overload(method, type, rank));
            return;
        }
        var candidate = new Candidate(name, word(element), Signatures.brief(element, type), rank);
        boolean value = element.getKind().isField() || element.getKind().isVariable();
        put(value && fits.test(type == null ? element.asType() : type) ? candidate.fitting() : candidate);
    }

    /** Adds one overload of a method that is known only by its text. */
    void addMethod(String name, boolean parameters, String signature, int rank) {
        if (accepts(name)) {
            put(new Candidate(methodText(name, parameters), "method", signature, rank));
        }
    }

    List<Candidate> sorted() {
        methods.forEach((name, overloads) -> {
            Overload first = overloads.stream().min((a, b) -> Integer.compare(a.rank, b.rank)).orElseThrow();
            boolean parameters = overloads.stream().anyMatch(one -> !one.method.getParameters().isEmpty());
            String signature = Signatures.brief(first.method, first.type)
                    + (overloads.size() > 1 ? " (+" + (overloads.size() - 1) + ")" : "");
            var candidate = new Candidate(methodText(name, parameters), "method", signature, first.rank);
            put(overloads.stream().anyMatch(one -> fits.test(returned(one))) ? candidate.fitting() : candidate);
        });
        methods.clear();
        return byText.values().stream().map(candidate -> candidate.typedAs(prefix)).sorted(Candidate.ORDER).toList();
    }

    private static TypeMirror returned(Overload overload) {
        return (overload.type instanceof ExecutableType type ? type : (ExecutableType) overload.method.asType())
                .getReturnType();
    }

    private String methodText(String name, boolean parameters) {
        return bareMethods ? name : name + (parameters ? "(" : "()");
    }

    private static String word(Element element) {
        return switch (element.getKind()) {
            case CLASS, INTERFACE, ENUM, RECORD, ANNOTATION_TYPE, TYPE_PARAMETER -> "class";
            case FIELD -> Analysis.isCellClass(element.getEnclosingElement()) ? "variable" : "field";
            default -> Signatures.kind(element);
        };
    }
}
