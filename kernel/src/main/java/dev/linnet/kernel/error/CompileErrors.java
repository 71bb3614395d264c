package dev.linnet.kernel.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.linnet.kernel.engine.CodeDiagnostic;

/** What the compiler refused, with the cell's own lines. */
public final class CompileErrors {
    /** The name that such errors have for clients. */
    public static final String NAME = "CompileError";
    private static final int SHOWN = 8;

    private static final Pattern IMPORT = Pattern.compile("\\bimport(?:\\s+static)?\\s+$");

    private CompileErrors() {}

    /** The report on {@code diagnostics}, whose offsets count in {@code text}. */
    public static ErrorReport report(List<CodeDiagnostic> diagnostics, CellSources.Source source, String text,
            KnownNames known) {
        var lines = new ArrayList<String>();
        String message = null;
        var suggestions = new Suggestions(known, text, diagnostics.stream()
                .map(Wording::missing)
                .filter(Objects::nonNull)
                .map(Wording.Missing::name)
                .collect(Collectors.toSet()));
        boolean first = true;
        for (var diagnostic : diagnostics.subList(0, Math.min(SHOWN, diagnostics.size()))) {
            int start = Math.clamp(diagnostic.start(), 0, text.length());
            int end = Math.clamp(diagnostic.end(), start, text.length());
            var missing = Wording.missing(diagnostic);
            var span = text.substring(start, end);
            boolean qualified = missing != null && isQualified(text, start, span, missing.name());
            if (Wording.isUnknownPackage(diagnostic) && !IMPORT.matcher(text.substring(0, start)).find()) {
                missing = new Wording.Missing("variable or class", span.replaceFirst("\\W.*", ""), null, null);
            }
            if (missing != null) {
                int at = span.lastIndexOf(missing.name());
                start = at < 0 ? start : start + at;
                end = at < 0 ? end : start + missing.name().length();
            }
            var sentence = Excerpt
                    .sentence(missing == null ? Wording.of(diagnostic, span) : sentence(missing, qualified));
            message = message == null ? sentence : message;
            add(lines, source, text, start, end, sentence);
            var advice = missing == null
                    ? Advice.of(diagnostic, text.substring(start), span)
                    : suggestions.of(missing, qualified,
                            text.substring(0, start).stripTrailing().endsWith("%"));
            if (first && (advice == null || IpythonSyntax.isCommand(lineAt(text, start)))) {
                advice = IpythonSyntax.advice(lineAt(text, start));
            }
            first = false;
            if (advice != null) {
                lines.add("        " + Ansi.advice(Excerpt.sentence(advice)));
            }
        }
        if (diagnostics.size() > SHOWN) {
            lines.add("... and " + (diagnostics.size() - SHOWN) + " more errors.");
        }
        return new ErrorReport(NAME, message == null ? "The cell does not compile." : message, lines);
    }

    private static void add(List<String> lines, CellSources.Source source, String text, int start, int end,
            String sentence) {
        // An error "at the end" is shown behind the last thing that was written.
        if (start == end || start == text.length()) {
            int written = text.substring(0, start).stripTrailing().length();
            start = Math.min(start, written);
        }
        int number = 1;
        int lineStart = 0;
        var lineEnds = Quote.LINE_END.matcher(text);
        while (lineEnds.find() && lineEnds.end() <= start) {
            number++;
            lineStart = lineEnds.end();
        }
        var line = text.substring(lineStart).lines().findFirst().orElse("").stripTrailing();
        lines.add(Ansi.error("Error") + " in " + Ansi.place(source.name() + ", line " + number) + ": " + sentence);
        lines.addAll(Quote.underlined(number, source.line(number).isEmpty() ? line : source.line(number),
                start - lineStart, end - lineStart));
    }

    private static String lineAt(String text, int position) {
        int from = text.lastIndexOf('\n', position - 1) + 1;
        int to = text.indexOf('\n', position);
        return text.substring(from, to < 0 ? text.length() : Math.max(from, to));
    }

    private static boolean isQualified(String text, int start, String span, String name) {
        int at = span.lastIndexOf(name);
        var before = text.substring(0, start) + span.substring(0, Math.max(0, at));
        return before.stripTrailing().endsWith(".") || before.stripTrailing().endsWith("::");
    }

    private static String sentence(Wording.Missing missing, boolean qualified) {
        var arguments = missing.arguments() == null ? "" : missing.arguments();
        // A lambda has no type yet, and the compiler's own spelling of it is nobody's.
        var name = "`" + missing.name() + (arguments.contains("->") ? "(...)" : arguments) + "`";
        var kind = missing.kind().equals("variable") && Character.isUpperCase(missing.name().charAt(0))
                ? "class"
                : missing.kind();
        var owner = missing.owner() == null ? null : Wording.shorten(missing.owner());
        return qualified
                ? (owner == null ? "What stands before the dot" : owner) + " has no "
                        + (kind.equals("variable") ? "field" : kind) + " " + name
                        + "."
                : "There is no " + kind + " " + name + ".";
    }
}
