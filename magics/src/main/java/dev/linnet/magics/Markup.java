package dev.linnet.magics;

import dev.linnet.display.Display;
import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** Cell magics that show their body as it is in one format. */
public abstract sealed class Markup implements CellMagic {
    private final MagicSpec spec;
    private final String mimeType;

    private Markup(String name, String title, String mimeType) {
        this.spec = MagicSpec.of(name, "Shows the cell as " + title + ".");
        this.mimeType = mimeType;
    }

    @Override
    public final MagicSpec spec() {
        return spec;
    }

    @Override
    public final Object runCell(MagicCall call, String body, MagicContext context) {
        Display.display((Displayable) () -> MimeBundle.of(mimeType, body, body));
        return null;
    }

    /** {@code %%html}. */
    public static final class Html extends Markup {
        public Html() {
            super("html", "HTML", MimeBundle.HTML);
        }
    }

    /** {@code %%markdown}. */
    public static final class Markdown extends Markup {
        public Markdown() {
            super("markdown", "Markdown", MimeBundle.MARKDOWN);
        }
    }

    /** {@code %%latex}. */
    public static final class Latex extends Markup {
        public Latex() {
            super("latex", "LaTeX", MimeBundle.LATEX);
        }
    }

    /** {@code %%svg}. */
    public static final class Svg extends Markup {
        public Svg() {
            super("svg", "an SVG picture", MimeBundle.SVG);
        }
    }

    /** {@code %%javascript}. */
    public static final class Javascript extends Markup {
        public Javascript() {
            super("javascript", "JavaScript that the browser runs", "application/javascript");
        }
    }
}
