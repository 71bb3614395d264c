package dev.linnet.display;

/** Numbers of things, as people write them: {@code 1 row}, {@code 12,345 rows}. */
final class Count {
    private Count() {}

    static String of(long count, String noun) {
        return grouped(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** The number with a comma between thousands, without the cost of a formatter. */
    static String grouped(long count) {
        var digits = new StringBuilder(Long.toString(count));
        int first = count < 0 ? 1 : 0;
        for (int at = digits.length() - 3; at > first; at -= 3) {
            digits.insert(at, ',');
        }
        return digits.toString();
    }

    static String bytes(long count) {
        return bytes((double) count);
    }

    /** A number of bytes with its unit: {@code 12 B}, {@code 3.4 kB}, {@code 111.0 MB}. */
    static String bytes(double count) {
        if (count < 1000) {
            return Math.round(count) + " B";
        }
        double scaled = count;
        int unit = -1;
        while (scaled >= 999.95 && unit < 4) {
            scaled /= 1000;
            unit++;
        }
        return Math.round(scaled * 10) / 10.0 + " " + "kMGTP".charAt(unit) + "B";
    }
}
