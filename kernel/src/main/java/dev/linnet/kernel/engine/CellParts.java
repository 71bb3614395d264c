package dev.linnet.kernel.engine;

import java.util.List;

/**
 * A cell, parted for whoever runs its statements in a way of their own.
 *
 * @param steps      its statements and variables in order, without imports, methods and types
 * @param expression the expression that it ends in, or null
 */
public record CellParts(List<Step> steps, String expression) {
    /** A statement, or an expression that Java does not accept as one ({@code discarded}). */
    public record Step(String java, boolean discarded) {}

    public CellParts {
        steps = List.copyOf(steps);
    }

    /**
     * Parts a cell.
     *
     * @throws CompileException where it does not end as Java does
     */
    public static CellParts of(String java) throws CompileException {
        CellText text = new CellText(0, java);
        List<Snippet> snippets = Splitter.split(new Tokens(text));
        List<Step> steps = snippets.stream()
                .filter(one -> one instanceof Snippet.Variables || one instanceof Snippet.Statement)
                .map(one -> new Step(text.text(one.start(), one.end()),
                        one instanceof Snippet.Statement statement && statement.discarded()))
                .toList();
        String expression = !snippets.isEmpty() && snippets.getLast() instanceof Snippet.Expression last
                ? text.text(last.start(), last.end())
                : null;
        return new CellParts(steps, expression);
    }
}
