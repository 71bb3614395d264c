package dev.linnet.display;

import java.util.Objects;

/** An SVG image. */
public record Svg(String svg) implements Displayable {
    public Svg {
        Objects.requireNonNull(svg, "svg");
        if (!svg.contains("<svg")) {
            throw new IllegalArgumentException("svg must contain an <svg> element, but begins with '"
                    + svg.substring(0, Math.min(30, svg.length())) + "'");
        }
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.SVG, svg, "SVG image, " + Count.of(svg.length(), "character"));
    }
}
