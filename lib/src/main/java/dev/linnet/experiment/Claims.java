package dev.linnet.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

import dev.linnet.display.Display;
import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;

/**
 * Checks what a notebook claims, so that the notebook is a test.
 *
 * <pre>{@code
 * Claims.check("DeltaNet with eigenvalues in [-1, 1] solves parity", accuracy,
 *         Claim.atLeast(0.99).paper("1.000").source("Grazzi et al. 2025, Table 2"));
 * }</pre>
 */
public final class Claims {
    private static final List<CheckedClaim> CHECKED = new ArrayList<>();

    private Claims() {}

    /**
     * Checks one claim and shows it in green or red. A claim that fails throws nothing: the notebook goes on, and the
     * runner counts it.
     *
     * @param text     the claim in words; not blank
     * @param measured a number, a truth value or anything with a meaningful {@code equals}; NaN fails
     * @param claim    what the measured value must be
     * @throws IllegalArgumentException where the question makes no sense: no text, no measured value, or a bound for
     *                                  something that is no number
     */
    public static CheckedClaim check(String text, Object measured, Claim claim) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("a claim needs a text that says what is claimed");
        }
        Objects.requireNonNull(claim, "claim");
        if (measured == null) {
            throw new IllegalArgumentException("nothing was measured for the claim '" + text + "': the value is null");
        }
        var checked = new CheckedClaim(text, measured, claim, claim.condition().holds(measured));
        synchronized (CHECKED) {
            CHECKED.add(checked);
        }
        Display.display((Displayable) checked::row);
        return checked;
    }

    /** Every check so far, in order. */
    public static List<CheckedClaim> all() {
        synchronized (CHECKED) {
            return List.copyOf(CHECKED);
        }
    }

    /** The claims so far as a table: of those checked more than once, as happens when a cell runs again, the last result. */
    public static Displayable table() {
        var latest = new LinkedHashMap<String, CheckedClaim>();
        all().forEach(claim -> latest.put(claim.text(), claim));
        var claims = List.copyOf(latest.values());
        return () -> {
            long passed = claims.stream().filter(CheckedClaim::passed).count();
            String summary = claims.isEmpty()
                    ? "No claim was checked yet."
                    : passed + " of " + claims.size() + " claims passed";
            var text = new StringBuilder(summary);
            claims.forEach(claim -> text.append('\n').append(claim));
            String html = "<div>" + summary + "</div>" + (claims.isEmpty() ? "" : ClaimHtml.rows(claims));
            return MimeBundle.of(MimeBundle.HTML, html, text.toString());
        };
    }

    /** Forgets the checks so far. */
    public static void clear() {
        synchronized (CHECKED) {
            CHECKED.clear();
        }
    }
}
