package dev.linnet.kernel.notebook.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.linnet.kernel.notebook.html.TexAtom.Kind;

/**
 * A formula in TeX as MathML, which browsers lay out without a script or a network.
 *
 * <p>It knows what papers' formulas are made of: symbols, scripts, fractions, roots, sums, fences that grow, alphabets,
 * accents, braces below, cases, matrices and aligned lines. A formula with anything else is not converted at all, since
 * one with a hole in it would be a wrong one.
 */
final class TexFormula {
    private static final int DEEPEST = 50;
    private static final Map<String, String> SIZES = Map.of("big", "1.2", "Big", "1.6", "bigg", "2.05", "Bigg", "2.5");
    private static final Set<String> ENDS = Set.of("", "}", "&", "\\\\", "\\end", "\\right");

    private final TexTokens tokens;
    private TexAlphabet alphabet = TexAlphabet.ITALIC;
    /** How many scripts deep: there TeX puts no space around signs. */
    private int scripts;
    private int depth;

    private TexFormula(String tex) {
        tokens = new TexTokens(tex);
    }

    /**
     * The {@code math} element of a formula.
     *
     * @param display whether it stands on a line of its own
     * @return nothing where the formula has something in it that is not known here
     */
    static Optional<String> mathML(String tex, boolean display) {
        try {
            var formula = new TexFormula(tex);
            String content = formula.lines("aligned");
            formula.tokens.expect("");
            return Optional
                    .of("<math" + (display ? " display=\"block\"" : "") + " alttext=\"" + Escape.html(tex.strip())
                            + "\">" + content + "</math>");
        } catch (UnknownTexException unknown) {
            return Optional.empty();
        }
    }

    /** Everything up to what ends a row, as one element. */
    private String row() throws UnknownTexException {
        descend();
        var out = new ArrayList<String>();
        TexAtom before = TexAtom.space("0");
        while (!ENDS.contains(tokens.peek())) {
            TexAtom atom = scripted(before);
            if (before.isApartFrom(atom)) {
                out.add(TexAtom.space("0.1667").mathML());
            }
            out.add(atom.mathML());
            before = atom.kind() == Kind.SPACE ? before : atom;
        }
        depth--;
        return out.size() == 1 ? out.getFirst() : "<mrow>" + String.join("", out) + "</mrow>";
    }

    /** Rows of cells up to the end of an environment: the one cell alone, or a table. */
    private String lines(String kind) throws UnknownTexException {
        var rows = new ArrayList<List<String>>(List.of(new ArrayList<>()));
        while (true) {
            rows.getLast().add(row());
            if (tokens.takes("\\\\")) {
                rows.add(new ArrayList<>());
            } else if (!tokens.takes("&")) {
                break;
            }
        }
        if (rows.size() > 1 && rows.getLast().equals(List.of("<mrow></mrow>"))) {
            rows.removeLast();
        }
        boolean aligned = kind.equals("aligned");
        boolean oneColumn = rows.stream().allMatch(cells -> cells.size() == 1);
        if (aligned && oneColumn && rows.size() == 1) {
            return rows.getFirst().getFirst();
        }
        String name = aligned && oneColumn ? "gathered" : kind;
        var table = new StringBuilder(
                "<mtable class=\"" + name + "\"" + (aligned ? " displaystyle=\"true\"" : "") + ">");
        for (List<String> cells : rows) {
            table.append("<mtr><mtd>").append(String.join("</mtd><mtd>", cells)).append("</mtd></mtr>");
        }
        return table.append("</mtable>").toString();
    }

    private String environment() throws UnknownTexException {
        String name = tokens.text();
        String content = switch (name) {
            case "equation", "equation*", "align", "align*", "aligned", "gather", "gather*", "gathered", "split" ->
                lines("aligned");
            case "cases" -> fenced("{", lines("cases"), "");
            case "matrix", "smallmatrix" -> lines("matrix");
            case "pmatrix" -> fenced("(", lines("matrix"), ")");
            case "bmatrix" -> fenced("[", lines("matrix"), "]");
            case "Bmatrix" -> fenced("{", lines("matrix"), "}");
            case "vmatrix" -> fenced("|", lines("matrix"), "|");
            case "Vmatrix" -> fenced("‖", lines("matrix"), "‖");
            default -> throw new UnknownTexException();
        };
        tokens.expect("\\end");
        if (!tokens.text().equals(name)) {
            throw new UnknownTexException();
        }
        return content;
    }

    private TexAtom scripted(TexAtom before) throws UnknownTexException {
        TexAtom atom = atom(before);
        String below = null;
        String above = null;
        var primes = new StringBuilder();
        while (true) {
            if (primes.isEmpty() && above == null && tokens.peek().equals("'")) {
                while (tokens.takes("'")) {
                    primes.append('′');
                }
            } else if (below == null && tokens.takes("_")) {
                below = script();
            } else if (above == null && tokens.takes("^")) {
                above = script();
            } else {
                break;
            }
        }
        if (Set.of("_", "^", "'").contains(tokens.peek())) {
            throw new UnknownTexException();
        }
        if (!primes.isEmpty()) {
            String mark = "<mo lspace=\"0\" rspace=\"0\">" + primes + "</mo>";
            above = above == null ? mark : "<mrow>" + mark + above + "</mrow>";
        }
        if (below == null && above == null) {
            return atom;
        }
        String name = atom.limits()
                ? below == null ? "mover" : above == null ? "munder" : "munderover"
                : below == null ? "msup" : above == null ? "msub" : "msubsup";
        return atom.with("<" + name + ">" + atom.mathML() + (below == null ? "" : below) + (above == null ? "" : above)
                + "</" + name + ">");
    }

    private void descend() throws UnknownTexException {
        if (++depth > DEEPEST) {
            throw new UnknownTexException();
        }
    }

    private String script() throws UnknownTexException {
        scripts++;
        String script = argument();
        scripts--;
        return script;
    }

    /** What a command or a script is about: a group in braces, or the one thing that comes. */
    private String argument() throws UnknownTexException {
        if (tokens.takes("{")) {
            String row = row();
            tokens.expect("}");
            return row;
        }
        String next = tokens.peek();
        if (next.matches("[0-9]")) {
            return "<mn>" + alphabet.of(tokens.take()) + "</mn>";
        }
        if (ENDS.contains(next)) {
            throw new UnknownTexException();
        }
        descend();
        String alone = atom(TexAtom.space("0")).mathML();
        depth--;
        return alone;
    }

    private TexAtom atom(TexAtom before) throws UnknownTexException {
        String token = tokens.take();
        if (token.startsWith("\\")) {
            return command(token.substring(1), before);
        }
        if (token.equals("{")) {
            String row = row();
            tokens.expect("}");
            // TeX spaces what is alone in braces as a letter: 24{,}794
            return TexAtom.ordinary(row.replaceFirst("^<mo lspace=\"[^\"]*\" rspace=\"[^\"]*\"",
                    "<mo lspace=\"0\" rspace=\"0\""));
        }
        if (token.matches("[0-9]")) {
            return TexAtom.ordinary(number(token));
        }
        if (token.equals("~")) {
            return TexAtom.space("0.25");
        }
        TexSymbols.Symbol symbol = TexSymbols.of(token);
        if (symbol != null) {
            return sign(symbol, before);
        }
        if (Character.isLetter(token.codePointAt(0))) {
            return TexAtom.ordinary(letters(token));
        }
        if (token.codePointAt(0) > 0x7F) {
            return TexAtom.ordinary("<mo>" + Escape.html(token) + "</mo>");
        }
        throw new UnknownTexException();
    }

    private String number(String first) {
        var digits = new StringBuilder(alphabet.of(first));
        while (tokens.hasDigit(0) || tokens.hasDecimals()) {
            digits.append(alphabet.of(tokens.take()));
        }
        return "<mn>" + digits + "</mn>";
    }

    /** A letter of its own, or in an upright alphabet a word. */
    private String letters(String first) {
        if (alphabet == TexAlphabet.ITALIC) {
            return "<mi>" + Escape.html(first) + "</mi>";
        }
        var word = new StringBuilder(alphabet.of(first));
        while (tokens.peek().matches("\\p{L}")) {
            word.append(alphabet.of(tokens.take()));
        }
        return upright(word.toString());
    }

    private static String upright(String word) {
        return "<mi mathvariant=\"normal\">" + Escape.html(word) + "</mi>";
    }

    private TexAtom sign(TexSymbols.Symbol symbol, TexAtom before) {
        Kind kind = symbol.kind() == Kind.BINARY && before.opensTerm() ? Kind.ORDINARY : symbol.kind();
        String around = switch (kind) {
            case BINARY -> scripts > 0 ? "0" : "0.2222em";
            case RELATION -> scripts > 0 ? "0" : "0.2778em";
            case ORDINARY, OPERATOR, OPENING, CLOSING, PUNCTUATION, SPACE -> "0";
        };
        String right = kind == Kind.PUNCTUATION && scripts == 0 ? "0.1667em" : around;
        String form = kind == Kind.OPENING ? " form=\"prefix\"" : kind == Kind.CLOSING ? " form=\"postfix\"" : "";
        return new TexAtom(kind,
                "<mo lspace=\"" + around + "\" rspace=\"" + right + "\" stretchy=\"false\"" + form + ">"
                        + Escape.html(symbol.text()) + "</mo>",
                false);
    }

    private TexAtom command(String name, TexAtom before) throws UnknownTexException {
        if (TexSymbols.SPACES.containsKey(name)) {
            return TexAtom.space(TexSymbols.SPACES.get(name));
        }
        if (TexSymbols.SLANTED.containsKey(name)) {
            return TexAtom.ordinary("<mi>" + TexSymbols.SLANTED.get(name) + "</mi>");
        }
        if (TexSymbols.UPRIGHT.containsKey(name)) {
            return TexAtom.ordinary(upright(TexSymbols.UPRIGHT.get(name)));
        }
        if (name.matches("[A-Za-z]+|[{}]") && TexSymbols.of(name) != null) {
            return sign(TexSymbols.of(name), before);
        }
        if (TexSymbols.FUNCTIONS.containsKey(name)) {
            return new TexAtom(Kind.OPERATOR, upright(TexSymbols.FUNCTIONS.get(name)), false);
        }
        if (TexSymbols.WITH_LIMITS.containsKey(name)) {
            return withLimits(TexSymbols.WITH_LIMITS.get(name));
        }
        if (TexSymbols.INTEGRALS.containsKey(name)) {
            return new TexAtom(Kind.OPERATOR,
                    "<mo lspace=\"0\" rspace=\"0\">" + TexSymbols.INTEGRALS.get(name) + "</mo>",
                    false);
        }
        if (TexAlphabet.COMMANDS.containsKey(name)) {
            TexAlphabet outside = alphabet;
            alphabet = TexAlphabet.COMMANDS.get(name);
            String content = argument();
            alphabet = outside;
            return TexAtom.ordinary(content);
        }
        if (TexSymbols.ACCENTS.containsKey(name)) {
            boolean wide = name.startsWith("wide") || name.equals("overline");
            return TexAtom.ordinary("<mover accent=\"true\">" + argument() + "<mo stretchy=\"" + wide + "\">"
                    + TexSymbols.ACCENTS.get(name) + "</mo></mover>");
        }
        return construction(name);
    }

    private TexAtom construction(String name) throws UnknownTexException {
        return switch (name) {
            case " " -> TexAtom.space("0.25");
            case "|" -> sign(TexSymbols.of("Vert"), TexAtom.space("0"));
            case "frac" -> TexAtom.ordinary("<mfrac>" + argument() + argument() + "</mfrac>");
            case "tfrac", "dfrac" -> TexAtom.ordinary("<mstyle displaystyle=\"" + name.equals("dfrac")
                    + "\" scriptlevel=\"0\"><mfrac>" + argument() + argument() + "</mfrac></mstyle>");
            case "binom" -> TexAtom.ordinary(
                    fenced("(", "<mfrac linethickness=\"0\">" + argument() + argument() + "</mfrac>", ")"));
            case "sqrt" -> TexAtom.ordinary(root());
            case "text", "textrm", "textbf", "textit", "mbox" -> TexAtom
                    .ordinary("<mtext>" + Escape.html(tokens.text().replace(' ', '\u00A0')) + "</mtext>");
            case "operatorname" -> tokens.takes("*")
                    ? withLimits(tokens.text())
                    : new TexAtom(Kind.OPERATOR, upright(tokens.text()), false);
            case "pmod" -> TexAtom.ordinary("<mrow><mspace width=\"0.5em\"></mspace><mo>(</mo><mi>mod</mi>"
                    + TexAtom.space("0.3").mathML() + argument() + "<mo>)</mo></mrow>");
            case "underbrace" -> braced("munder", "⏟");
            case "overbrace" -> braced("mover", "⏞");
            case "underline" -> TexAtom.ordinary("<munder>" + argument() + "<mo stretchy=\"true\">_</mo></munder>");
            case "left" -> {
                String left = delimiter();
                String row = row();
                tokens.expect("\\right");
                yield TexAtom.ordinary(fenced(left, row, delimiter()));
            }
            case "begin" -> TexAtom.ordinary(environment());
            default -> grown(name);
        };
    }

    private String root() throws UnknownTexException {
        if (!tokens.takes("[")) {
            return "<msqrt>" + argument() + "</msqrt>";
        }
        var degree = new ArrayList<String>();
        scripts++;
        while (!tokens.takes("]")) {
            if (ENDS.contains(tokens.peek())) {
                throw new UnknownTexException();
            }
            degree.add(atom(TexAtom.space("0")).mathML());
        }
        scripts--;
        return "<mroot>" + argument() + "<mrow>" + String.join("", degree) + "</mrow></mroot>";
    }

    /** Large signs are their operators' default; words have to be told that their scripts may move. */
    private static TexAtom withLimits(String text) {
        boolean word = Character.isLetter(text.codePointAt(0)) && text.codePointAt(0) < 0x80;
        return new TexAtom(Kind.OPERATOR,
                "<mo lspace=\"0\" rspace=\"0\"" + (word ? " movablelimits=\"true\"" : "") + ">"
                        + Escape.html(text) + "</mo>",
                true);
    }

    private TexAtom braced(String element, String brace) throws UnknownTexException {
        String content = "<" + element + "><mrow>" + argument() + "</mrow><mo stretchy=\"true\">" + brace + "</mo></"
                + element + ">";
        return new TexAtom(Kind.ORDINARY, content, true);
    }

    /** A delimiter of a size that the formula names: {@code \big(}. */
    private TexAtom grown(String name) throws UnknownTexException {
        String size = SIZES.get(name.replaceFirst("(?<=.)[lrm]$", ""));
        if (size == null) {
            throw new UnknownTexException();
        }
        String text = delimiter();
        Kind kind = name.endsWith("l") || "([{⟨⌊⌈".contains(text)
                ? Kind.OPENING
                : name.endsWith("r") || ")]}⟩⌋⌉".contains(text) ? Kind.CLOSING : Kind.ORDINARY;
        // in a row of its own, since Chromium does not let it grow where it is the base of scripts
        return new TexAtom(kind,
                "<mrow><mo stretchy=\"true\" symmetric=\"true\" lspace=\"0\" rspace=\"0\" minsize=\"" + size
                        + "em\" maxsize=\"" + size + "em\">" + Escape.html(text) + "</mo></mrow>",
                false);
    }

    private String delimiter() throws UnknownTexException {
        String token = tokens.take();
        if (token.equals(".")) {
            return "";
        }
        if (token.equals("\\|")) {
            return "‖";
        }
        TexSymbols.Symbol symbol = TexSymbols.of(token.replaceFirst("^\\\\", ""));
        if (symbol == null || !"()[]{}⟨⟩⌊⌋⌈⌉|‖/\\↑↓".contains(symbol.text())) {
            throw new UnknownTexException();
        }
        return symbol.text();
    }

    private static String fenced(String left, String content, String right) {
        return "<mrow>" + fence(left, "prefix") + content + fence(right, "postfix") + "</mrow>";
    }

    private static String fence(String text, String form) {
        return text.isEmpty()
                ? ""
                : "<mo form=\"" + form + "\" stretchy=\"true\" lspace=\"0\" rspace=\"0\">" + Escape.html(text)
                        + "</mo>";
    }
}
