package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/**
 * A compiler's error, traced back to who wrote the text.
 *
 * @param owner   the part of a cell it lies in: a {@link Declaration}, a {@link Scope.Variable} or a {@link Snippet}
 * @param missing the name that is not declared, where that is the problem; else null
 * @param inCell  whether the text is of the cell that is being compiled
 */
record Problem(CodeDiagnostic diagnostic, Object owner, String missing, boolean inCell) {
    private static final Pattern SYMBOL = Pattern.compile("symbol:\\s+(?:\\w+ )?(\\w+)",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern THIS = Pattern.compile("non-static variable (?:this|super) ");
    private static final Pattern SYNTAX = Pattern
            .compile(
                    "compiler\\.err\\.(?:expected|illegal\\.|unclosed|empty\\.char|not\\.stmt|orphaned|premature\\.eof|else\\.without|catch\\.without)");
    private static final Pattern WANTED = Pattern.compile("cannot find symbol\\s+symbol:\\s+(\\w+ [^\\n]+)");
    private static final Pattern PACKAGE = Pattern.compile("package (\\w+) does not exist",
            Pattern.UNICODE_CHARACTER_CLASS);
    /** Lines of a message that speak of generated classes. */
    private static final Pattern HOLDER = Pattern.compile("\\$(?:methods\\$\\d+\\$\\w+|run\\$\\d+)\\.");
    private static final Pattern ANONYMOUS = Pattern.compile("<(anonymous [^<>]+(?:<[^<>]*>)?)>");
    private static final Pattern OF_HOLDER = Pattern.compile("(is already defined) in class \\$\\S+");
    private static final Pattern GENERATED = Pattern.compile("(?m)^\\s*location: .*\\$.*\\R?");

    /**
     * Without what only follows from something else: where {@code this} is used out of place, whatever else is said of that
     * line, and after the first word that is not understood the others of its line.
     */
    static List<Problem> withoutConsequences(List<Problem> problems) {
        Set<Integer> ofThis = new HashSet<>();
        problems.stream().filter(Problem::isOfThis).forEach(one -> ofThis.add(one.diagnostic().line()));
        Set<Integer> ofSyntax = new HashSet<>();
        return problems.stream()
                .filter(one -> one.isOfThis() || !ofThis.contains(one.diagnostic().line()))
                .filter(one -> !one.isOfSyntax() || ofSyntax.add(one.diagnostic().line()))
                .toList();
    }

    private boolean isOfSyntax() {
        return SYNTAX.matcher(diagnostic.code()).lookingAt();
    }

    private boolean isOfThis() {
        return diagnostic.code().equals("compiler.err.call.must.only.appear.in.ctor")
                || (diagnostic.code().equals("compiler.err.non-static.cant.be.ref")
                        && THIS.matcher(diagnostic.message()).find());
    }

    /** The problem in half a sentence. */
    String brief() {
        String message = diagnostic.message();
        Matcher symbol = WANTED.matcher(message);
        return symbol.find() ? "there is no " + symbol.group(1) : message.lines().findFirst().orElse("");
    }

    static List<Problem> of(List<Diagnostic<? extends JavaFileObject>> errors, Unit unit, CellText cell) {
        String text = unit.text();
        List<Problem> problems = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> error : errors) {
            long start = start(error, text);
            Unit.Segment segment = unit.segment(start);
            String message = message(error);
            CellText at = segment == null ? cell : segment.cell();
            int from = segment == null ? 0 : segment.cellOffset((int) start);
            int to = segment == null ? 0 : Math.max(from, segment.cellOffset((int) error.getEndPosition()));
            problems.add(new Problem(CodeDiagnostic.at(at, error.getCode(), message, from, to),
                    segment == null ? null : segment.owner(), missing(error, message, text), at == cell));
        }
        return problems;
    }

    /** Where the eye should go: of {@code a.b()} with an unknown b, to b. */
    private static long start(Diagnostic<? extends JavaFileObject> error, String text) {
        long start = error.getStartPosition() >= 0 ? error.getStartPosition() : Math.max(0, error.getPosition());
        int at = (int) error.getPosition();
        boolean selects = String.valueOf(error.getCode()).startsWith("compiler.err.cant.") && at > start
                && at + 1 < text.length() && text.charAt(at) == '.'
                && Character.isJavaIdentifierStart(text.charAt(at + 1));
        return selects ? at + 1 : start;
    }

    private static String message(Diagnostic<? extends JavaFileObject> error) {
        String message = ANONYMOUS.matcher(Names.plain(error.getMessage(Locale.ENGLISH))).replaceAll("$1");
        String plain = GENERATED.matcher(message).replaceAll("");
        return HOLDER.matcher(OF_HOLDER.matcher(plain).replaceAll("$1")).replaceAll("").stripTrailing();
    }

    private static String missing(Diagnostic<? extends JavaFileObject> error, String message, String text) {
        String code = error.getCode() == null ? "" : error.getCode();
        Matcher matcher = code.startsWith("compiler.err.cant.resolve")
                ? SYMBOL.matcher(message)
                : code.equals("compiler.err.doesnt.exist") ? PACKAGE.matcher(message) : null;
        int at = (int) error.getPosition();
        boolean qualified = at >= 0 && at < text.length() && text.charAt(at) == '.'
                && !code.equals("compiler.err.doesnt.exist");
        return matcher != null && !qualified && matcher.find() ? matcher.group(1) : null;
    }
}
