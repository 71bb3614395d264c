package dev.linnet.cuda.backend;

/** Numbers of blocks or threads in three directions. */
public record Dim3(int x, int y, int z) {
    /** {@code x} in one direction. */
    public static Dim3 of(int x) {
        return new Dim3(x, 1, 1);
    }

    /** {@code x} times {@code y}. */
    public static Dim3 of(int x, int y) {
        return new Dim3(x, y, 1);
    }

    /** {@code x} times {@code y} times {@code z}. */
    public static Dim3 of(int x, int y, int z) {
        return new Dim3(x, y, z);
    }

    /** The product. */
    public long count() {
        return (long) x * y * z;
    }

    /** {@code 64}, {@code (8,8)} or {@code (4,4,4)}. */
    @Override
    public String toString() {
        return z != 1 ? "(" + x + "," + y + "," + z + ")" : y != 1 ? "(" + x + "," + y + ")" : String.valueOf(x);
    }
}
