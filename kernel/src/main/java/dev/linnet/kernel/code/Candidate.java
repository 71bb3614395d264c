package dev.linnet.kernel.code;

import java.util.Comparator;

/** A completion and how far down the list it belongs. */
record Candidate(String text, String type, String signature, int rank) {
    static final int OWN = 0;
    static final int INHERITED = 10;
    static final int KEYWORD = 20;
    static final int IMPORTED = 30;
    static final int PACKAGE = 40;
    static final int LAST = 50;
    static final int NOT_IMPORTED = 60;
    /** Taken off where the value fits what the place expects. */
    private static final int FITS = 100;
    private static final int OTHER_CASE = 1000;

    static final Comparator<Candidate> ORDER = Comparator.comparingInt(Candidate::rank)
            .thenComparing(Candidate::text, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Candidate::text);

    /** This candidate, sent down where it begins with the typed prefix only when letter case is ignored. */
    Candidate typedAs(String prefix) {
        return text.startsWith(prefix) || rank >= NOT_IMPORTED
                ? this
                : new Candidate(text, type, signature, rank + OTHER_CASE);
    }

    Candidate fitting() {
        return new Candidate(text, type, signature, rank - FITS);
    }

    Completion.Match match() {
        return new Completion.Match(text, type, signature);
    }

    static boolean begins(CharSequence name, String prefix) {
        return name.length() >= prefix.length()
                && name.toString().regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
