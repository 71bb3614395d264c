package dev.linnet.cuda.ptx.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import dev.linnet.cuda.ptx.memory.Buffer;

/** A thread block, and what its threads share. One host thread runs one block after another on the same object. */
public final class Block extends Spaced {
    /** The size of a buffer that has not been looked for; nothing fits into it. */
    private static final long UNKNOWN = Long.MIN_VALUE / 2;
    private static final int BARRIERS = 16;
    private static final int SLICE = 1 << 12;
    /** Bytes of shared memory beyond the kernel's own, which CUDA keeps for cooperative groups. */
    public static final int RESERVED = 1024;

    public Grid grid;
    /** Position in the grid. */
    public int x;
    public int y;
    public int z;
    /** Shared memory in words. */
    public final int[] shared;
    public final int sharedBytes;
    public final boolean checked;
    /** What the checks remember; null when they are off. */
    public Accesses log;
    /** Where atomics on global memory wait for their turn; null where they are done at once. */
    public InOrder.Run inOrder;
    public final Counts counts;
    final int stackLimit;
    final Warp[] warps;
    private final Frame[] pool;
    private final Barrier[] barriers = new Barrier[BARRIERS];
    private boolean barriersUsed;
    private final Buffer[] lastBuffers;
    private boolean reservedUsed;
    /** Its byte code; null where only the interpreter runs the block. */
    final CompiledKernel kernel;
    /** Whether the interpreter computes lane by lane instead of in vectors; that may change between turns. */
    public boolean laneByLane;
    /** Nanoseconds that the block has taken since its start, where somebody measures that. */
    public long spent;
    /** Whether this block runs in byte code from its start. */
    private boolean compiled;
    /** Whether all warps go from barrier to barrier together in compiled code. */
    private boolean together;
    /** Where the warps are that have not run since the last barrier. */
    private int phase;
    /** The warps below this one have not run since the last barrier. */
    private int pending;
    /** Where those stand that have. */
    private int arrived;
    /** For each of compiled code's accesses the buffer that it found last: first address, the same on the host, and bytes. */
    public final long[] lows;
    public final long[] hosts;
    public final long[] sizes;
    /** Something of what compiled code has read ahead. */
    public int touched;
    /** Room for one vector of addresses or values; each op uses it for itself. */
    public final int[] indices = new int[Lanes.COUNT + BYTES / 4];
    public final int[] sources = new int[Lanes.COUNT + BYTES / 4];
    /** What compiled code has gathered for a warp: up to four words for each lane. */
    public final int[] gathered = new int[4 * Lanes.COUNT + BYTES / 4];
    /** The same as floats, whose vectors need not be reinterpreted then: nothing takes a new virtual machine longer. */
    public final float[] sourceFloats = new float[Lanes.COUNT + BYTES / 4];
    public final float[] gatheredFloats = new float[4 * Lanes.COUNT + BYTES / 4];

    /** The state of one numbered barrier. */
    private static final class Barrier {
        int arrived;
        int expected;
        int trueCount;
        /** Warps that have arrived, one bit each. */
        int met;
        int total;
        boolean counted;
    }

    public Block(Grid grid, Code kernel, int functions, int sites, int sharedBytes, boolean checked, int stackLimit,
            Counts counts, CompiledKernel compiledKernel, int accesses) {
        this.grid = grid;
        this.sharedBytes = sharedBytes;
        this.shared = new int[(sharedBytes + 3) / 4 + 16 + RESERVED / 4];
        this.checked = checked;
        this.stackLimit = stackLimit;
        this.counts = counts;
        this.kernel = compiledKernel;
        this.lows = new long[accesses];
        this.hosts = new long[accesses];
        this.sizes = new long[accesses];
        forgetBuffers();
        this.pool = new Frame[functions];
        this.lastBuffers = new Buffer[sites + 1];
        this.warps = new Warp[(grid.threadsPerBlock() + Lanes.COUNT - 1) / Lanes.COUNT];
        for (int i = 0; i < warps.length; i++) {
            warps[i] = new Warp(this, i, kernel);
        }
        for (int i = 0; i < BARRIERS; i++) {
            barriers[i] = new Barrier();
        }
    }

    /** Puts every thread of the block at the start of the kernel. */
    public void start(int blockX, int blockY, int blockZ) {
        x = blockX;
        y = blockY;
        z = blockZ;
        spent = 0;
        together = compiled;
        if (together) {
            for (Warp w : warps) {
                w.startCompiled(kernel);
            }
            phase = 0;
            pending = warps.length;
        } else {
            startInterpreted();
        }
        if (reservedUsed) {
            Arrays.fill(shared, reserved() / 4, (reserved() + RESERVED) / 4, 0);
            reservedUsed = false;
        }
        if (barriersUsed) {
            for (Barrier b : barriers) {
                b.arrived = 0;
                b.total = 0;
                b.trueCount = 0;
                b.met = 0;
            }
            barriersUsed = false;
        }
    }

    private void startInterpreted() {
        int threads = grid.threadsPerBlock();
        for (int i = 0; i < warps.length; i++) {
            int lanes = Math.min(Lanes.COUNT, threads - i * Lanes.COUNT);
            warps[i].start(lanes == Lanes.COUNT ? -1 : (1 << lanes) - 1);
        }
    }

    /** Whether the block has begun in byte code. */
    public boolean inByteCode() {
        return compiled;
    }

    /** Whether blocks that start from now on run in byte code, where there is any. */
    public void compiled(boolean on) {
        compiled = on && kernel != null;
    }

    /**
     * Lets every warp run for a while.
     *
     * @return whether all threads have ended
     * @throws DeadlockException when none of them can go on
     */
    public boolean runSlice() {
        if (together) {
            return compiledSlice();
        }
        boolean all = true;
        boolean moved = false;
        for (Warp w : warps) {
            if (!w.done()) {
                current = w.index;
                moved |= w.run(SLICE) < SLICE;
                all &= w.done();
            }
        }
        if (!all && !moved) {
            throw new DeadlockException();
        }
        return all;
    }

    /**
     * The same while all warps stay together from barrier to barrier. Warps have their turns in the same order as in the interpreter, where
     * the last one to arrive at a barrier goes on at once.
     */
    private boolean compiledSlice() {
        int n = warps.length;
        arrived = pending == n ? CompiledKernel.NONE : arrived;
        if (!runTogether(0, pending, false)) {
            return apart(pending == n ? 0 : pending, pending);
        }
        int last = pending - 1;
        while (arrived != CompiledKernel.EXIT) {
            counts.full[warps[0].segment(kernel, arrived)] += n;
            warps[last].left--;
            phase = arrived + 1;
            arrived = CompiledKernel.NONE;
            for (Warp w : warps) {
                w.code = CompiledKernel.cut(phase);
            }
            pending = last;
            if (!runTogether(last, n, true)) {
                return apart(last, n);
            }
            if (last > 0) {
                return false;
            }
            last = n - 1;
        }
        return true;
    }

    /** Lets warps run until each is at a barrier or has ended; false when they are not all at the same one, or not by compiled code alone. */
    private boolean runTogether(int from, int to, boolean goesOn) {
        boolean same = true;
        for (int i = from; i < to; i++) {
            if (i > from || !goesOn) {
                warps[i].left = SLICE;
            }
        }
        int at = from;
        CompiledRegion region = kernel.region(phase);
        while (at < to) {
            if (region == null) {
                warps[at].code = CompiledKernel.cut(phase);
            } else {
                int before = at;
                at = region.run(this, at, to, arrived);
                if (at > before && arrived == CompiledKernel.NONE) {
                    arrived = warps[before].code;
                }
                if (at == to) {
                    break;
                }
            }
            Warp w = warps[at];
            boolean alone = region == null;
            int k = phase;
            int last = SLICE + 1;
            // Compiled code that does not get on leaves the rest of the turn to the interpreter.
            while (!alone && CompiledKernel.isCut(w.code) && w.left < last) {
                last = w.left;
                k = CompiledKernel.instruction(w.code);
                CompiledRegion next = kernel.region(k);
                if (next == null) {
                    break;
                }
                next.run(this, at, at + 1, CompiledKernel.NONE);
            }
            alone |= w.code < 0;
            kernel.ran(k, alone);
            if (alone) {
                arriveInterpreted(to == pending ? pending : warps.length, warps.length);
                arriveInterpreted(from, at);
                current = w.index;
                w.interpret(kernel);
                w.run(w.left);
                w.code = CompiledKernel.NONE;
                same = false;
            } else if (arrived == CompiledKernel.NONE) {
                arrived = w.code;
            } else {
                same &= arrived == w.code;
            }
            at++;
        }
        return same;
    }

    /** Some warps that have had their turn since the last barrier arrive at the next one, or end, before others go on: the last one to come passes it. */
    private void arriveInterpreted(int from, int to) {
        for (int i = from; i < to; i++) {
            Warp w = warps[i];
            if (w.code != CompiledKernel.NONE) {
                w.interpret(kernel);
                if (w.code != CompiledKernel.EXIT) {
                    current = w.index;
                    w.run(Math.max(1, w.left));
                }
                w.code = CompiledKernel.NONE;
            }
        }
    }

    /**
     * Warps go different ways from here on, so the interpreter keeps track of them.
     *
     * @param first the warp that was the first to run since the last barrier
     * @param next  the warp whose turn is next
     */
    private boolean apart(int first, int next) {
        together = false;
        int n = warps.length;
        for (int i = 0; i < n; i++) {
            if (warps[i].code != CompiledKernel.NONE && warps[i].code != CompiledKernel.EXIT) {
                warps[i].interpret(kernel);
            }
        }
        for (int j = 0; j < n; j++) {
            int i = (first + j) % n;
            Warp w = warps[i];
            if (w.code == CompiledKernel.EXIT) {
                w.interpret(kernel);
            } else if (w.code >= 0) {
                current = w.index;
                w.run(Math.max(1, w.left));
            }
        }
        for (int i = next; i < n; i++) {
            if (!warps[i].done()) {
                current = i;
                warps[i].run(SLICE);
            }
        }
        boolean all = true;
        for (Warp w : warps) {
            all &= w.done();
        }
        return all;
    }

    /** No thread of the block can go on. */
    public static final class DeadlockException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** By number: a reference would have the garbage collector take note of each change. */
    private int current;

    /** The warp that ran last. */
    public Warp current() {
        return warps[current];
    }

    void current(Warp w) {
        current = w.index;
    }

    public Warp[] warps() {
        return warps;
    }

    /**
     * The active lanes of the warp arrive at a barrier.
     *
     * @param threads how many threads it takes; 0 for all of the block
     * @param value   lanes with a true predicate, for barriers that reduce one
     * @param wait    false for {@code barrier.arrive}
     */
    public void arrive(Warp w, int number, int threads, int value, boolean wait) {
        barriersUsed = true;
        Barrier b = barriers[number];
        int lanes = Integer.bitCount(w.mask);
        b.counted = threads > 0;
        b.expected = threads;
        // A barrier counts whole warps: lanes that are not there or have ended count too.
        b.arrived += b.counted && (w.live & ~w.mask) == 0 ? Lanes.COUNT : lanes;
        b.total += lanes;
        b.met |= 1 << w.index;
        b.trueCount += Integer.bitCount(value & w.mask);
        if (wait) {
            w.waitAtBarrier(number);
        }
        openIfComplete(number);
    }

    private void openIfComplete(int number) {
        Barrier b = barriers[number];
        if (b.arrived == 0) {
            return;
        }
        int expected = b.counted ? b.expected : liveThreads();
        if (b.arrived >= expected) {
            int result = b.trueCount | (b.trueCount == b.total ? 1 << 30 : 0);
            b.arrived = 0;
            b.total = 0;
            b.trueCount = 0;
            for (Warp w : warps) {
                w.open(number, result);
            }
            if (log != null) {
                log.met(b.met, ended());
            }
            b.met = 0;
        }
    }

    private int ended() {
        int ended = 0;
        for (Warp w : warps) {
            ended |= w.done() ? 1 << w.index : 0;
        }
        return ended;
    }

    private int liveThreads() {
        int n = 0;
        for (Warp w : warps) {
            n += Integer.bitCount(w.live);
        }
        return n;
    }

    /** Threads have ended: barriers that waited for them may open. */
    void exited() {
        for (int i = 0; i < BARRIERS; i++) {
            openIfComplete(i);
        }
    }

    /** Where the shared memory begins that CUDA keeps for itself. From now on threads may access it. */
    public int useReserved() {
        reservedUsed = true;
        return reserved();
    }

    private int reserved() {
        return (sharedBytes + 15) & -16;
    }

    /** Whether so many bytes lie in the shared memory that CUDA keeps for itself, and the kernel has asked for that. */
    public boolean inReserved(long address, int bytes) {
        return reservedUsed && address >= reserved() && address + bytes <= reserved() + RESERVED;
    }

    Frame frame(Code code) {
        Frame f = pool[code.index()];
        if (f == null) {
            return code.frame();
        }
        pool[code.index()] = f.pooled;
        f.pooled = null;
        return f;
    }

    void release(Frame f) {
        f.caller = null;
        f.pooled = pool[f.code.index()];
        pool[f.code.index()] = f;
    }

    /** Makes the block ready for another launch of the same kernel with the same shape. */
    public void reuse(Grid another) {
        grid = another;
        Arrays.fill(lastBuffers, null);
        forgetBuffers();
        for (Warp w : warps) {
            w.forget();
        }
        counts.clear();
    }

    /** The buffer that holds the address, or null; {@code site} is the instruction, which tends to stay in one buffer. */
    public Buffer buffer(int site, long address) {
        Buffer b = lastBuffers[site];
        if (b != null && address - b.address() >= 0 && address - b.address() < b.bytes()) {
            return b;
        }
        b = grid.buffers().find(address);
        if (b != null) {
            lastBuffers[site] = b;
        }
        return b;
    }

    private void forgetBuffers() {
        Arrays.fill(lows, 0);
        Arrays.fill(sizes, UNKNOWN);
    }

    /**
     * For an access of compiled code: finds the buffer of the pointer at this offset of the parameters, unless it has been looked for. The
     * access then need not look, and the virtual machine leaves out of its code what is done where it does.
     */
    public void expect(int access, int parameter, boolean write) {
        if (sizes[access] == UNKNOWN) {
            long pointer = ByteBuffer.wrap(grid.parameters()).order(ByteOrder.LITTLE_ENDIAN).getLong(parameter);
            if (!find(access, pointer, write)) {
                sizes[access] = UNKNOWN + 1;
            }
        }
    }

    /**
     * For an access of compiled code: finds the buffer that holds the address. False where there is none, or none to write to, or one that
     * somebody might close meanwhile.
     */
    public boolean find(int access, long address, boolean write) {
        Buffer b = grid.buffers().find(address);
        if (b == null || !b.lasts() || (write && b.readOnly())) {
            return false;
        }
        lows[access] = b.address();
        hosts[access] = b.segment().address();
        sizes[access] = b.bytes();
        return true;
    }
}
