package dev.linnet.odeen;

import java.util.ArrayList;
import java.util.List;

/**
 * How many, the grammar's QUANTITY: an interval of counts.
 *
 * @param bound  how it compares
 * @param number with what; 0 for {@link Bound#ZERO}, else from 1 to 7
 */
public record Quantity(Bound bound, int number) {
    /** How a count compares with the number. */
    public enum Bound {
        AT_LEAST("at_least"), EXACTLY("exactly"), AT_MOST("at_most"), ZERO("zero");

        private final String word;

        Bound(String word) {
            this.word = word;
        }

        /** The word for it in rules. */
        public String word() {
            return word;
        }
    }

    public Quantity {
        int least = bound == Bound.ZERO ? 0 : 1;
        int most = bound == Bound.ZERO ? 0 : Universe.MAX_LENGTH;
        if (number < least || number > most) {
            throw new IllegalArgumentException("The number of '" + bound.word() + "' must be "
                    + (most == 0 ? "0" : "from 1 to " + most) + ", but is " + number + ".");
        }
    }

    /** At least, exactly and at most each number from 1 to {@code largest}, and zero: seven for 2. */
    public static List<Quantity> upTo(int largest) {
        var quantities = new ArrayList<Quantity>();
        for (Bound bound : Bound.values()) {
            for (int number = 1; number <= largest && bound != Bound.ZERO; number++) {
                quantities.add(new Quantity(bound, number));
            }
        }
        quantities.add(new Quantity(Bound.ZERO, 0));
        return List.copyOf(quantities);
    }

    /** The smallest count that fulfils it. */
    public int least() {
        return bound == Bound.AT_LEAST || bound == Bound.EXACTLY ? number : 0;
    }

    /** The largest count that fulfils it; {@link Integer#MAX_VALUE} where there is none. */
    public int most() {
        return bound == Bound.AT_LEAST ? Integer.MAX_VALUE : number;
    }

    /** Whether a count fulfils it. */
    public boolean holds(int count) {
        return switch (bound) {
            case AT_LEAST -> count >= number;
            case EXACTLY -> count == number;
            case AT_MOST -> count <= number;
            case ZERO -> count == 0;
        };
    }

    /** Its words: {@code at_least 2}, or {@code zero}. */
    public String text() {
        return bound == Bound.ZERO ? bound.word() : bound.word() + " " + number;
    }

    @Override
    public String toString() {
        return text();
    }
}
