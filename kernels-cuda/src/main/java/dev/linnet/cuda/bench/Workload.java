package dev.linnet.cuda.bench;

/**
 * How much is measured.
 *
 * @param runs   of each measurement; the best counts
 * @param n      elements of saxpy and of the reduction
 * @param side   of the square matrices
 * @param heads  of linear attention, each a block
 * @param length steps of each head
 */
record Workload(int runs, int n, int side, int heads, int length) {
    /** The sizes that the prototype was measured with. */
    static final Workload FULL = new Workload(7, 1 << 24, 512, 16, 2048);
    /** Seconds instead of a minute. */
    static final Workload QUICK = new Workload(3, 1 << 20, 128, 2, 256);

    /** So little that a launch is over at once when everything has been compiled; a multiple of what a block does. */
    static final Workload FIRST = new Workload(1, 1 << 16, 64, 1, 64);

    /**
     * A kernel that is measured: its name in both languages, what it is, the prototype's milliseconds here and in C++, and how many times as
     * long as C++ its byte code may take.
     */
    enum Case {
        SAXPY("saxpy", "saxpy", 214, 9, 1.5), MATMUL("matmul", "tiled matrix product", 424, 11, 2), REDUCE("reduce",
                "block reduction", 150, 4.7, 3), LINATTN("linattn", "chunked linear attention", 685, 29, 3);

        final String kernel;
        final String title;
        /** How many times as long as plain C++ the prototype of the engine took. */
        final double prototype;
        /** How many times as long as plain C++ byte code may take. */
        final double bar;

        Case(String kernel, String title, double engine, double plain, double bar) {
            this.bar = bar;
            this.kernel = kernel;
            this.title = title;
            this.prototype = engine / plain;
        }
    }

    String title(Case c) {
        return c.title + switch (c) {
            case SAXPY, REDUCE -> " of " + (n >= 1 << 20 ? (n >> 20) + " M" : n + " elements");
            case MATMUL -> ", " + side + " x " + side;
            case LINATTN -> ", " + heads + " heads of " + length + " x 64";
        };
    }
}
