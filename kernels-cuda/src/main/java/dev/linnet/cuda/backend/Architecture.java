package dev.linnet.cuda.backend;

import java.util.List;

/**
 * What NVIDIA's programming guide says of an architecture, as far as launches and occupancy need it.
 *
 * @param name               such as {@code sm_90}
 * @param sharedPerBlock     most bytes of shared memory of one block
 * @param sharedPerProcessor bytes of shared memory of a multiprocessor
 * @param warpsPerProcessor  most warps that are resident at once
 * @param blocksPerProcessor most blocks that are resident at once
 */
public record Architecture(String name, int sharedPerBlock, int sharedPerProcessor, int warpsPerProcessor,
        int blocksPerProcessor) {
    /** Most threads of a block. */
    public static final int THREADS_PER_BLOCK = 1024;
    /** Threads of a warp. */
    public static final int WARP = 32;
    /** Registers of a multiprocessor. */
    public static final int REGISTERS = 65536;

    private static final int KIB = 1024;
    private static final int REGISTER_UNIT = 256;
    private static final int WARP_UNIT = 4;
    private static final int SHARED_UNIT = 128;

    private static final List<Architecture> KNOWN = List.of(
            new Architecture("sm_70", 96 * KIB, 96 * KIB, 64, 32),
            new Architecture("sm_75", 64 * KIB, 64 * KIB, 32, 16),
            new Architecture("sm_80", 163 * KIB, 164 * KIB, 64, 32),
            new Architecture("sm_86", 99 * KIB, 100 * KIB, 48, 16),
            new Architecture("sm_87", 163 * KIB, 164 * KIB, 48, 16),
            new Architecture("sm_89", 99 * KIB, 100 * KIB, 48, 24),
            new Architecture("sm_90", 227 * KIB, 228 * KIB, 64, 32),
            new Architecture("sm_100", 227 * KIB, 228 * KIB, 64, 32),
            new Architecture("sm_103", 227 * KIB, 228 * KIB, 64, 32),
            new Architecture("sm_120", 99 * KIB, 100 * KIB, 48, 24));

    /** The architecture of this name; of one that is not known, the newest known one before it. */
    public static Architecture of(String name) {
        int wanted = number(name);
        var best = KNOWN.getFirst();
        for (var known : KNOWN) {
            if (number(known.name()) <= wanted) {
                best = known;
            }
        }
        return new Architecture(name, best.sharedPerBlock(), best.sharedPerProcessor(), best.warpsPerProcessor(),
                best.blocksPerProcessor());
    }

    /** 90 of {@code sm_90a}. */
    static int number(String name) {
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }

    /**
     * The share of a multiprocessor's warps that can be resident at once.
     *
     * @param threads     of a block
     * @param registers   of a thread
     * @param sharedBytes of a block, static and dynamic together
     */
    public double occupancy(int threads, int registers, int sharedBytes) {
        int warps = ceil(threads, WARP) / WARP;
        int blocks = Math.min(blocksPerProcessor, warpsPerProcessor / warps);
        if (registers > 0) {
            int perWarp = ceil(registers * WARP, REGISTER_UNIT);
            int resident = REGISTERS / perWarp / WARP_UNIT * WARP_UNIT;
            blocks = Math.min(blocks, resident / warps);
        }
        int reserved = number(name) >= 80 ? KIB : 0;
        int perBlock = ceil(sharedBytes + reserved, SHARED_UNIT);
        if (perBlock > 0) {
            blocks = Math.min(blocks, sharedPerProcessor / perBlock);
        }
        return (double) blocks * warps / warpsPerProcessor;
    }

    private static int ceil(int value, int unit) {
        return (value + unit - 1) / unit * unit;
    }
}
