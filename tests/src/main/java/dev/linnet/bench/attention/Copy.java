package dev.linnet.bench.attention;

/** A copy between two arrays: the bandwidth of the memory, or of the caches that the arrays fit in. */
public final class Copy {
    private final float[] from;
    private final float[] to;

    /** Of so many bytes. */
    public Copy(int bytes) {
        from = new float[bytes / Float.BYTES];
        to = new float[bytes / Float.BYTES];
    }

    public float[] copy() {
        System.arraycopy(from, 0, to, 0, from.length);
        return to;
    }

    /** Bytes that one copy reads and writes. */
    public double bytes() {
        return 2.0 * from.length * Float.BYTES;
    }
}
