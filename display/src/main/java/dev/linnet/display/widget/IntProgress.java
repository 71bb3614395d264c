package dev.linnet.display.widget;

/** A progress bar over whole numbers from 0. */
public final class IntProgress extends Bar {
    /** @param description what stands before it; may be empty */
    public IntProgress(String description, int max) {
        super("IntProgress", description, 0, max);
    }

    public int value() {
        return number().intValue();
    }

    public void value(int value) {
        number(value);
    }
}
