package dev.linnet.verbal;

import java.util.Objects;
import java.util.Optional;

import dev.linnet.verbal.grammar.InputRow;

/**
 * An input and what the model should answer.
 *
 * @param input   as text shows it
 * @param target  a finite number; 0 or 1 where it is a class
 * @param picture what {@code input} is the description of, for models that can see
 */
public record Example(InputRow input, double target, Optional<Picture> picture) {
    public Example {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(picture, "picture");
        if (!Double.isFinite(target)) {
            throw new IllegalArgumentException(
                    "the target of the input " + input.print() + " is " + target + "; it must be a finite number.");
        }
    }

    /** y for x. */
    public static Example of(double x, double y) {
        return new Example(InputRow.Numbers.of(x), y, Optional.empty());
    }

    /** A class for a point of the plane. */
    public static Example point(double x1, double x2, int label) {
        return new Example(InputRow.Numbers.of(x1, x2), label, Optional.empty());
    }

    /** A class for a text. */
    public static Example text(String text, int label) {
        return new Example(new InputRow.Words(text), label, Optional.empty());
    }

    /** A class for a picture, which text shows as its attributes. */
    public static Example picture(Picture picture, int label) {
        return new Example(picture.attributes(), label, Optional.of(picture));
    }
}
