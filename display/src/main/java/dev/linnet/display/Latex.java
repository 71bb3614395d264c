package dev.linnet.display;

import java.util.Objects;

/** A piece of LaTeX, delimiters included ({@code $$ ... $$}), shown as a formula. */
public record Latex(String latex) implements Displayable {
    public Latex {
        Objects.requireNonNull(latex, "latex");
    }

    /** A displayed formula without delimiters of its own. */
    public static Latex formula(String formula) {
        return new Latex("$$" + formula + "$$");
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.LATEX, latex, latex);
    }
}
