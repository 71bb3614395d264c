package dev.linnet.cuda.ptx;

/** Extents of a grid or a block. */
public record Dim3(int x, int y, int z) {
    public Dim3 {
        if (x < 1 || y < 1 || z < 1) {
            throw new IllegalArgumentException("extents must be positive, got (" + x + ", " + y + ", " + z + ")");
        }
    }

    public static Dim3 of(int x) {
        return new Dim3(x, 1, 1);
    }

    public static Dim3 of(int x, int y) {
        return new Dim3(x, y, 1);
    }

    /** The product of the extents. */
    public long count() {
        return (long) x * y * z;
    }

    /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
    @Override
    public int hashCode() {
        return (x * 31 + y) * 31 + z;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dim3 d && x == d.x && y == d.y && z == d.z;
    }

    @Override
    public String toString() {
        return "(" + x + "," + y + "," + z + ")";
    }
}
