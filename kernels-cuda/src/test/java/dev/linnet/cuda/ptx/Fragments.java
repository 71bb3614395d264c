package dev.linnet.cuda.ptx;

/**
 * Which element of its matrix a lane's i-th element is, written down from the tables of the PTX manual, section "Warp-level matrix
 * instructions": {@code groupID = lane >> 2}, {@code threadID_in_group = lane % 4}.
 */
final class Fragments {
    private Fragments() {}

    /** Bits of an element. */
    static int bits(String type) {
        return switch (type) {
            case "b1" -> 1;
            case "s4", "u4" -> 4;
            case "s8", "u8", "e4m3", "e5m2" -> 8;
            case "f16", "bf16" -> 16;
            case "f64" -> 64;
            default -> 32;
        };
    }

    /** Elements that lie side by side in one register of A or B. */
    private static int neighbours(String type) {
        return type.equals("f64") ? 1 : 32 / bits(type);
    }

    /** Row and column of a_i. */
    static int[] a(String type, int m, int k, int lane, int i) {
        int group = lane >> 2;
        int thread = lane % 4;
        int n = neighbours(type);
        if (m == 8) {
            return new int[] {group, thread * n + i};
        }
        if (type.equals("f64") || type.equals("tf32")) {
            // row = groupID for even i, groupID + 8 for odd i; col = threadID_in_group, and 4 more for each further pair
            return new int[] {i % 2 == 0 ? group : group + 8, thread + 4 * (i / 2)};
        }
        // row = groupID for the first n elements and the third n, groupID + 8 for the second and the fourth
        boolean upper = i < n || (i >= 2 * n && i < 3 * n);
        return new int[] {upper ? group : group + 8, thread * n + i % n + (i < 2 * n ? 0 : k / 2)};
    }

    /** Row and column of b_i. */
    static int[] b(String type, int k, int lane, int i) {
        int group = lane >> 2;
        int thread = lane % 4;
        int n = neighbours(type);
        if (n == 1) {
            return new int[] {thread + 4 * i, group};
        }
        return new int[] {thread * n + i % n + (i < n ? 0 : k / 2), group};
    }

    /** Row and column of c_i, and of d_i. */
    static int[] c(int lane, int i) {
        return new int[] {i < 2 ? lane >> 2 : (lane >> 2) + 8, lane % 4 * 2 + (i & 1)};
    }

    /** The bits of elements, each {@code bits} wide, packed into words in their order. */
    static int[] pack(long[] elements, int bits) {
        if (bits == 64) {
            int[] words = new int[2 * elements.length];
            for (int e = 0; e < elements.length; e++) {
                words[2 * e] = (int) elements[e];
                words[2 * e + 1] = (int) (elements[e] >>> 32);
            }
            return words;
        }
        int[] words = new int[elements.length * bits / 32];
        for (int e = 0; e < elements.length; e++) {
            words[e * bits / 32] |= (int) ((elements[e] & ((1L << bits) - 1)) << (e * bits % 32));
        }
        return words;
    }

    /** An element of packed words. */
    static long element(int[] words, int from, int e, int bits) {
        if (bits == 64) {
            return (words[from + 2 * e] & 0xffffffffL) | (long) words[from + 2 * e + 1] << 32;
        }
        return (words[from + e * bits / 32] >>> (e * bits % 32)) & ((1L << bits) - 1);
    }
}
