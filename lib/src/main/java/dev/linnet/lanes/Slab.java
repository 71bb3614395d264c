package dev.linnet.lanes;

/**
 * The working memory of a pass: one array, from which its parts take stretches that begin where a cache line does.
 *
 * <p>The first number of an array lies 16 bytes behind a line's beginning or at any other place, so most vectors of 64 bytes
 * touch two lines, and products then run a tenth slower. The G1 collector puts an array that is larger than half a region of the heap at a
 * region's beginning and leaves it there; a slab's first stretch is on a line then. Of a smaller array, or with another collector, only that is
 * lost.
 */
public final class Slab {
    /** Bytes of an array's header. */
    private static final int HEADER = 16;
    /** Numbers of a line of 64 bytes. */
    private static final int LINE = Lanes.WIDTH;
    /** The first number on a line of an array that begins on one. */
    private static final int FIRST = LINE - HEADER / Float.BYTES;

    /** Numbers of a slab that is to take no more stretches whose length depends on that of sequences. */
    private static final int LONG = 1 << 28;

    private int size = FIRST;
    private float[] array;

    /**
     * Takes a stretch, all zeros; returns where it begins. Lines between stretches keep equal ones of them apart in the caches.
     *
     * @throws IllegalStateException after {@link #array}
     */
    public int take(int numbers) {
        if (array != null) {
            throw new IllegalStateException("The slab is in use; nothing can be taken from it any more.");
        }
        int at = size;
        int lines = Math.ceilDiv(numbers, LINE) + 1;
        size = Math.addExact(size, Math.multiplyExact(lines, LINE));
        return at;
    }

    /** This slab, or a new one where so many numbers more would make its array too long. */
    public Slab withRoom(long numbers) {
        return numbers < LONG - size ? this : new Slab();
    }

    /** The array; the first call makes it. */
    public float[] array() {
        if (array == null) {
            array = new float[size];
        }
        return array;
    }
}
