package dev.linnet.display;

import java.util.Objects;

/** A piece of Markdown, shown formatted; formulas stand between dollars. */
public record Markdown(String markdown) implements Displayable {
    public Markdown {
        Objects.requireNonNull(markdown, "markdown");
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.MARKDOWN, markdown, markdown);
    }
}
