package dev.linnet.rendering;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.Map;

import dev.linnet.display.checkup.Checkup;
import dev.linnet.display.checkup.Finding;

/** The fonts that Java finds on this machine: without one nothing can be written, so no chart can be drawn. */
public final class Fonts implements Checkup {
    private static final String INSTALL = "install fontconfig and a font (on Debian: apt install fontconfig "
            + "fonts-dejavu-core)";

    /** How wide a text is in a font; what is said where there is none tells what to install. */
    static double width(String text, Font font) {
        try {
            return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
        } catch (RuntimeException | LinkageError | InternalError e) { // what Java throws where it finds no font differs
            throw new IllegalStateException("Charts need a font, and Java finds none on this machine: " + INSTALL
                    + ", and restart the kernel.", e);
        }
    }

    @Override
    public Finding look(Map<String, String> environment) {
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        try {
            width("x", font);
            return new Finding("Fonts", true, "Java finds them", "Charts can be drawn.", "");
        } catch (IllegalStateException none) {
            return new Finding("Fonts", false, "Java finds none",
                    "Everything is computed, but no chart can be drawn: cells that draw one fail or show its text.",
                    INSTALL);
        }
    }
}
