package dev.linnet.cuda.ptx.meter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a piece of code did in a profiled launch: sums over all blocks. Instructions are those of PTX, the portable assembly; the GPU's
 * own ones may be fewer. What was never executed counts for nothing, and ratios of nothing are 0.
 */
public final class Work {
    /** Nothing was done. */
    public static final Work NONE = new Work(Map.of(), Map.of());

    /** Instructions of warps, by class. */
    private final Map<InstructionClass, Long> instructions;
    private final Map<Quantity, Long> quantities;

    private Work(Map<InstructionClass, Long> instructions, Map<Quantity, Long> quantities) {
        this.instructions = instructions;
        this.quantities = quantities;
    }

    /** So many executions of an instruction of this class by warps. */
    public static Work of(InstructionClass kind, long warps) {
        return new Work(Map.of(kind, warps), Map.of());
    }

    /** With so much more of something. */
    public Work with(Quantity quantity, long n) {
        return new Work(instructions, sum(quantities, Map.of(quantity, n)));
    }

    /** Both. */
    public Work plus(Work other) {
        return new Work(sum(instructions, other.instructions), sum(quantities, other.quantities));
    }

    private static <K> Map<K, Long> sum(Map<K, Long> a, Map<K, Long> b) {
        var sum = new HashMap<>(a);
        b.forEach((key, n) -> sum.merge(key, n, Long::sum));
        return sum;
    }

    /** Of one quantity. */
    public long get(Quantity quantity) {
        return quantities.getOrDefault(quantity, 0L);
    }

    /** Instructions of a class that warps executed. */
    public long instructions(InstructionClass kind) {
        return instructions.getOrDefault(kind, 0L);
    }

    /** Instructions that warps executed. */
    public long warpInstructions() {
        return instructions.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Instructions that threads executed. */
    public long threadInstructions() {
        return get(Quantity.THREAD_INSTRUCTIONS);
    }

    /** Lanes of a warp that took part in an instruction, on average: 32 where none idled. */
    public double activeLanes() {
        return ratio(threadInstructions(), warpInstructions());
    }

    /** Conditional jumps that warps came to. */
    public long branches() {
        return get(Quantity.BRANCHES);
    }

    /** Conditional jumps at which lanes of a warp parted. */
    public long splits() {
        return get(Quantity.SPLITS);
    }

    /** Instructions of warps that accessed global memory. */
    public long globalRequests() {
        return get(Quantity.GLOBAL_REQUESTS);
    }

    /** Pieces of 32 bytes of global memory that those requests touched, each request for itself. */
    public long globalSectors() {
        return get(Quantity.SECTORS);
    }

    /** The fewest sectors that could hold the bytes which each request touched. */
    public long leastSectors() {
        return get(Quantity.LEAST_SECTORS);
    }

    /** Sectors of a request, on average: 4 where 32 lanes read floats in a row, 32 where each is somewhere else. */
    public double sectorsPerRequest() {
        return ratio(globalSectors(), globalRequests());
    }

    /** Bytes of global memory that threads read. */
    public long bytesLoaded() {
        return get(Quantity.BYTES_LOADED);
    }

    /** Bytes of global memory that threads wrote. */
    public long bytesStored() {
        return get(Quantity.BYTES_STORED);
    }

    /** Bytes of the sectors. */
    public long sectorBytes() {
        return Meter.SECTOR * globalSectors();
    }

    /** Instructions of warps that accessed shared memory. */
    public long sharedRequests() {
        return get(Quantity.SHARED_REQUESTS);
    }

    /** How often shared memory had to be looked at for those requests. */
    public long wavefronts() {
        return get(Quantity.WAVEFRONTS);
    }

    /** How often it would have been without bank conflicts. */
    public long leastWavefronts() {
        return get(Quantity.LEAST_WAVEFRONTS);
    }

    /** Looks of a request, on average: 1 where words of 4 bytes are in banks of their own, 32 where all are in the same one. */
    public double wavefrontsPerRequest() {
        return ratio(wavefronts(), sharedRequests());
    }

    /** Bytes of shared memory that threads read and wrote. */
    public long sharedBytes() {
        return get(Quantity.SHARED_BYTES);
    }

    /** Bytes of local memory that threads read and wrote. */
    public long localBytes() {
        return get(Quantity.LOCAL_BYTES);
    }

    /** Floating-point operations; a fused multiply-add is two. */
    public long flop() {
        return get(Quantity.FLOP);
    }

    /** Arithmetic intensity: floating-point operations for each byte of the sectors. */
    public double intensity() {
        return ratio(flop(), sectorBytes());
    }

    private static double ratio(long a, long b) {
        return b == 0 ? 0 : (double) a / b;
    }

    /** The figures that are not zero, in a line. */
    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%d instructions of warps, %.1f lanes active, %d FLOP",
                warpInstructions(), activeLanes(), flop()));
        if (globalRequests() > 0) {
            text.append(String.format(Locale.ROOT, ", %d requests of %.1f sectors, %d bytes read and %d written",
                    globalRequests(), sectorsPerRequest(), bytesLoaded(), bytesStored()));
        }
        if (sharedRequests() > 0) {
            text.append(String.format(Locale.ROOT, ", %d requests of %.1f wavefronts", sharedRequests(),
                    wavefrontsPerRequest()));
        }
        return text.toString();
    }
}
