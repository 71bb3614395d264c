package dev.linnet.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;

/**
 * A claim together with what was measured.
 *
 * @param text     what is claimed, in words
 * @param measured the measured number, string or truth value
 * @param claim    what it must be
 * @param passed   whether it is
 */
public record CheckedClaim(String text, Object measured, Claim claim, boolean passed) implements Displayable {
    /** The MIME type of a claim as data: the mark by which a runner finds the claims of a notebook. */
    public static final String MIME_TYPE = "application/vnd.linnet.claim+json";

    public CheckedClaim {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(measured, "measured");
        Objects.requireNonNull(claim, "claim");
    }

    /** What the measured value had to be, in words. */
    public String expected() {
        return claim.condition().words();
    }

    /** The claim as JSON data; numbers that JSON has no place for (NaN, infinities) are strings. */
    public Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("claim", text);
        json.put("measured", switch (measured) {
            case Boolean truth -> truth;
            case Number number when Double.isFinite(number.doubleValue()) -> number;
            default -> measured.toString();
        });
        json.put("expected", expected());
        json.put("paper", claim.paper());
        json.put("source", claim.source());
        json.put("passed", passed);
        return json;
    }

    /** One line; as the value of a cell it does not repeat the row that {@link Claims#check} has shown. */
    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.text(toString());
    }

    /** The row in the notebook, with the data that a runner looks for. */
    MimeBundle row() {
        return MimeBundle.of(MimeBundle.HTML, ClaimHtml.rows(List.of(this)), toString()).with(MIME_TYPE, toJson());
    }

    @Override
    public String toString() {
        var line = new StringBuilder(passed ? "PASSED  " : "FAILED  ");
        line.append(text).append(": measured ").append(shown()).append(", expected ").append(expected());
        if (claim.paper() != null) {
            line.append(", paper ").append(claim.paper());
        }
        if (claim.source() != null) {
            line.append(" (").append(claim.source()).append(')');
        }
        return line.toString();
    }

    /** The measured value as a reader wants it: a long fraction rounded to six significant digits, unless the rest decided. */
    String shown() {
        if (measured instanceof Double || measured instanceof Float) {
            double number = ((Number) measured).doubleValue();
            String exact = Claim.Condition.format(measured);
            if (passed && Double.isFinite(number) && exact.length() > 8) {
                var rounded = new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros();
                return Math.abs(number) < 1e-4 ? Double.toString(rounded.doubleValue()) : rounded.toString();
            }
            return exact;
        }
        return measured.toString();
    }
}
