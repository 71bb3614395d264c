package dev.linnet.display.widget;

/** A progress bar over real numbers from 0. */
public final class FloatProgress extends Bar {
    /** @param description what stands before it; may be empty */
    public FloatProgress(String description, double max) {
        super("FloatProgress", description, 0.0, max);
    }

    public double value() {
        return number().doubleValue();
    }

    /** Shows {@code value}, a finite number. */
    public void value(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: " + value + " must be finite");
        }
        number(value);
    }
}
