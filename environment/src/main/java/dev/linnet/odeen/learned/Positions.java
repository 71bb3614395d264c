package dev.linnet.odeen.learned;

/** Sinusoidal positions: channel 2i of position t is sin(t / 10000^(2i/width)), channel 2i + 1 its cosine (Vaswani et al. 2017). */
final class Positions {
    private final float[] rows;
    private final int width;

    Positions(int count, int width) {
        this.width = width;
        rows = new float[count * width];
        for (int t = 0; t < count; t++) {
            for (int c = 0; c < width; c++) {
                double angle = t / StrictMath.pow(10_000, (c - c % 2) / (double) width);
                rows[t * width + c] = (float) (c % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
            }
        }
    }

    /** Adds position t to a row. */
    void add(int t, float[] x, int at) {
        for (int c = 0; c < width; c++) {
            x[at + c] += rows[t * width + c];
        }
    }
}
