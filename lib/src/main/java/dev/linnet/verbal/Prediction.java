package dev.linnet.verbal;

/**
 * What the model answered.
 *
 * @param example     the input, and what it should have answered
 * @param output      y_hat
 * @param explanation how it came to it, in its own words
 */
public record Prediction(Example example, double output, String explanation) {
    /** Whether it is what it should be. */
    public boolean right() {
        return output == example.target();
    }
}
