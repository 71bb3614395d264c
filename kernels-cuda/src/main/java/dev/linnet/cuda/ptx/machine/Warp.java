package dev.linnet.cuda.ptx.machine;

import java.util.Arrays;
import java.util.function.BiConsumer;

import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;

/** 32 threads that run together. The public fields are for the ops. */
public final class Warp extends Spaced {
    /** 32-bit registers of the current frame, 32 lanes each; 16-bit registers too, zero-extended. */
    public int[] r;
    /** 64-bit registers. */
    public long[] q;
    /** Predicate registers: one bit per lane. */
    public int[] p;
    /** The active lanes. */
    public int mask;
    /** The segment that comes next, unless an op says otherwise. */
    public int next;
    /** Where the current frame's local memory starts. */
    public int localBase;
    /** Number within the block. */
    public final int index;
    public final Block block;
    /** Local memory: 32 lanes for each word. */
    public int[] local = new int[0];
    /** For each byte of local memory the lanes that have written it; null when not checked. */
    public int[] localWritten;

    /** Numbers that compiled code keeps for 32-bit registers whose lanes follow a rule. */
    public int[] u = new int[0];
    /** The same for 64-bit registers. */
    public long[] ul = new long[0];
    /** How many segments the warp may still run in this turn; compiled code counts them here. */
    public int left;
    /** Where compiled code stopped. */
    public int code;
    /** Whether the warp is as {@link #start} leaves it, but for what compiled code changes. */
    private boolean clean;
    private int resume;
    /** The lanes that stand where compiled code stopped; the others wait at an instruction further on. */
    private int active = -1;
    private int waits;

    /** Lanes that have not exited. */
    int live;
    private Frame frame;
    private Segment[] segments;
    private final Groups groups = new Groups();
    private final Frame root;
    private int place;
    private int value;
    private int executing;
    private boolean gaveWay;
    /** Lanes that must reach the barrier at which others of the warp wait. */
    private int awaited;

    Warp(Block block, int index, Code kernel) {
        this.block = block;
        this.index = index;
        this.root = kernel.frame();
    }

    /** Puts the warp at the start of the kernel. */
    void start(int lanes) {
        groups.clear();
        live = lanes;
        mask = lanes;
        root.lanes = lanes;
        place = 0;
        executing = 0;
        gaveWay = false;
        awaited = 0;
        resume = 0;
        clean = false;
        if (frame != root) {
            enter(root);
        }
        ensureLocal(root.code.frameBytes());
        if (localWritten != null) {
            Arrays.fill(localWritten, 0);
        }
    }

    private void enter(Frame f) {
        frame = f;
        r = f.r;
        q = f.q;
        p = f.p;
        localBase = f.localBase;
        segments = f.code.segments();
    }

    /** Whether every thread has exited. */
    boolean done() {
        return live == 0;
    }

    /** Puts the warp at the start for compiled code, which begins with nothing in its registers. */
    void startCompiled(CompiledKernel kernel) {
        if (!clean) {
            start(-1);
            makeRoom(kernel);
            clean = true;
        }
    }

    private void makeRoom(CompiledKernel kernel) {
        int ints = kernel.ints + BYTES / 4;
        int longs = kernel.longs + BYTES / 8;
        if (u.length != ints || ul.length != longs) {
            u = new int[ints];
            ul = new long[longs];
        }
    }

    /** A launch has ended, perhaps in the middle of the block. */
    void forget() {
        clean = false;
        active = -1;
    }

    /** Hands over to the interpreter, at the place where compiled code stopped. */
    void interpret(CompiledKernel kernel) {
        clean = false;
        if (code == CompiledKernel.EXIT) {
            block.current(this);
            exit();
            return;
        }
        int k = CompiledKernel.instruction(code);
        kernel.expand(this);
        place = kernel.segmentOf(k);
        boolean begins = kernel.start(place) == k && (code >= 0 || CompiledKernel.isCut(code));
        resume = begins ? 0 : kernel.firstOp(k) + 1;
        if (active != -1) {
            park(kernel.segmentOf(waits), ~active, Group.State.READY, 0);
            mask = active;
            active = -1;
        }
    }

    /** The number of the segment in which an instruction of the kernel is. */
    int segment(CompiledKernel kernel, int instruction) {
        return root.code.segments()[kernel.segmentOf(instruction)].id();
    }

    /** Compiled code stops while only some lanes run: the others wait at an instruction with which a segment begins. */
    public void parted(int lanes, int instruction) {
        active = lanes;
        waits = instruction;
    }

    /** Compiled code has an op run: this is where. */
    public void at(int segment, int op) {
        block.current(this);
        place = segment;
        next = segment + 1;
        executing = op;
    }

    /** Lets compiled code go on from the start of a segment, where it can; true when it has got anywhere. */
    private boolean compiled(CompiledKernel kernel) {
        int k = kernel.start(place);
        CompiledRegion region = kernel.region(k);
        if (region == null || !kernel.follows(this, region.rules())) {
            return false;
        }
        makeRoom(kernel);
        kernel.contract(this);
        int before = left;
        code = CompiledKernel.cut(k);
        int last;
        do {
            last = left;
            k = CompiledKernel.instruction(code);
            region = kernel.region(k);
            if (region == null) {
                break;
            }
            region.run(block, index, index + 1, CompiledKernel.NONE);
            kernel.ran(k, code < 0 && !CompiledKernel.isCut(code));
        } while (left < last && CompiledKernel.isCut(code));
        interpret(kernel);
        return left < before;
    }

    /**
     * Runs until no group can go on, all threads have exited, or the quota is used up.
     *
     * @return how much of the quota is left
     */
    int run(int quota) {
        left = quota;
        if (gaveWay) {
            gaveWay = false;
            groups.ready(Group.State.GIVES_WAY);
        }
        if (mask == 0 && !pick()) {
            return left;
        }
        Counts counts = block.counts;
        CompiledKernel kernel = block.inByteCode() ? block.kernel : null;
        while (left > 0 || resume != 0) {
            if (kernel != null && mask == -1 && resume == 0 && frame == root && kernel.entry(place)
                    && compiled(kernel)) {
                if (mask == 0) {
                    if (!pick()) {
                        return left;
                    }
                    continue;
                }
                if (left <= 0 && resume == 0) {
                    return left;
                }
            }
            Segment s = segments[place];
            int i = Math.max(0, resume - 1);
            if (resume == 0) {
                counts.runs[s.id()]++;
                counts.lanes[s.id()] += Integer.bitCount(mask);
            } else {
                // Compiled code has counted the segment already.
                resume = 0;
                left++;
            }
            next = place + 1;
            Op[] ops = block.laneByLane ? s.plain() : s.ops();
            try {
                for (; i < ops.length; i++) {
                    ops[i].run(this);
                }
            } catch (DeviceFault | IndexOutOfBoundsException | IllegalStateException e) {
                executing = i;
                throw e;
            }
            left--;
            place = next;
            if (mask == 0 || !groups.isEmpty()) {
                if (!pick()) {
                    return left;
                }
            }
        }
        return left;
    }

    /** Puts the active lanes among the groups and takes the one that runs next; false when none can run. */
    private boolean pick() {
        if (mask != 0) {
            groups.ran(place, mask, frame);
            mask = 0;
        }
        Group g = groups.next();
        if (g == null) {
            return false;
        }
        place = g.place;
        mask = g.mask;
        value = g.value;
        if (g.frame != frame) {
            enter(g.frame);
        }
        return true;
    }

    /** Sends {@code taken} of the active lanes to the segment; the others go on. */
    public void branch(int segment, int taken) {
        if (taken == mask) {
            next = segment;
        } else if (taken != 0) {
            park(segment, taken, Group.State.READY, 0);
            mask &= ~taken;
        }
    }

    private void park(int segment, int lanes, Group.State state, int what) {
        groups.park(segment, lanes, frame, state, what);
    }

    /** These of the active lanes go on with the next segment while the others do something of their own first. */
    public void aside(int lanes) {
        if (lanes != 0) {
            park(next, lanes, Group.State.READY, 0);
            mask &= ~lanes;
        }
    }

    /** These of the active lanes run the current segment again. */
    public void again(int lanes) {
        if (lanes != 0) {
            park(place, lanes, Group.State.READY, 0);
            mask &= ~lanes;
        }
    }

    /** The active lanes go on with the next segment after the other warps have had a turn: they wait for something that those do. */
    public void giveWay() {
        park(next, mask, Group.State.GIVES_WAY, 0);
        mask = 0;
        gaveWay = true;
    }

    /** The active lanes end. */
    public void exit() {
        live &= ~mask;
        for (Frame f = frame; f != null; f = f.caller) {
            f.lanes &= ~mask;
        }
        mask = 0;
        groups.ready(Group.State.WAITING);
        groups.releaseWarpBarrier(live);
        block.exited();
    }

    /** The lanes that have not ended. */
    public int live() {
        return live;
    }

    /**
     * For an instruction, alone in its segment, that all lanes of {@code members} execute together.
     *
     * @return false when some of them are elsewhere: then the active lanes wait, and the instruction runs again later
     */
    public boolean together(int members) {
        if ((members & live & ~mask) == 0) {
            return true;
        }
        park(place, mask, Group.State.WAITING, members);
        mask = 0;
        return false;
    }

    /**
     * For a barrier, alone in its segment, that all lanes of the warp must execute together: where some are elsewhere the
     * active ones wait for them, none is active afterwards, and the barrier runs again later.
     *
     * @return lanes that were waited for and have ended instead
     */
    public int awaitOthers() {
        int missing = awaited & ~live;
        awaited = 0;
        if (missing == 0 && !together(-1)) {
            awaited = live;
        }
        return missing;
    }

    /** The active lanes wait for the others of {@code members}, wherever those arrive at a barrier of this kind; {@code here} have. */
    public void warpBarrier(int members, int here) {
        if ((members & live & ~here) == 0) {
            return;
        }
        park(next, mask, Group.State.WARP_BARRIER, members);
        mask = 0;
        groups.releaseWarpBarrier(live);
    }

    /** The active lanes wait at a barrier of the block until it opens. */
    void waitAtBarrier(int barrier) {
        park(next, mask, Group.State.BARRIER, barrier);
        mask = 0;
    }

    /** Opens a barrier for every lane that waits at it. */
    void open(int barrier, int result) {
        groups.open(barrier, result);
    }

    /** What the barrier through which the active lanes came has found. */
    public int barrierResult() {
        return value;
    }

    /** Calls a function for the active lanes; {@code arguments} copies parameters when the callee's frame is in place. */
    public void call(Code callee, Op arguments, Op results) {
        Frame f = block.frame(callee);
        f.caller = frame;
        f.returnTo = next;
        f.depth = frame.depth + 1;
        f.localBase = frame.localBase + frame.code.frameBytes();
        f.lanes = mask;
        f.onReturn = results;
        ensureLocal(f.localBase + callee.frameBytes());
        if (localWritten != null) {
            forget(f.localBase, callee.frameBytes());
        }
        enter(f);
        next = 0;
        arguments.run(this);
    }

    /** The active lanes return to the caller, or end when there is none. */
    public void ret() {
        Frame f = frame;
        if (f.caller == null) {
            exit();
            return;
        }
        f.onReturn.run(this);
        f.lanes &= ~mask;
        next = f.returnTo;
        enter(f.caller);
        if (f.lanes == 0) {
            block.release(f);
        }
    }

    /** Where the caller's local memory starts. */
    public int callerLocalBase() {
        return frame.caller.localBase;
    }

    private void ensureLocal(int bytes) {
        if (bytes > block.stackLimit) {
            throw new DeviceFault(DeviceFault.Kind.STACK_OVERFLOW, Integer.numberOfTrailingZeros(mask),
                    "calls are nested so deeply that a thread needs more than " + block.stackLimit
                            + " bytes of local memory");
        }
        int words = (bytes + 3) / 4 * Lanes.COUNT;
        if (words > local.length) {
            int[] wider = new int[Math.max(words, Math.min(local.length * 2, block.stackLimit / 4 * Lanes.COUNT))];
            System.arraycopy(local, 0, wider, 0, local.length);
            local = wider;
            if (block.checked) {
                int[] written = new int[wider.length / Lanes.COUNT * 4];
                if (localWritten != null) {
                    System.arraycopy(localWritten, 0, written, 0, localWritten.length);
                }
                localWritten = written;
            }
        }
    }

    private void forget(int from, int bytes) {
        for (int b = from; b < from + bytes; b++) {
            localWritten[b] &= ~mask;
        }
    }

    /** The call-parameter bytes that the active lanes have been given count as written. */
    public void written(int from, int bytes) {
        if (localWritten != null) {
            for (int b = from; b < from + bytes; b++) {
                localWritten[b] |= mask;
            }
        }
    }

    /** Bytes of local memory that the current frame may use. */
    public int localLimit() {
        return localBase + frame.code.frameBytes();
    }

    /** The instruction at which a fault came up. */
    public Instruction faulty() {
        return segments[place].instructions()[executing];
    }

    /** Where lanes wait that cannot go on: a line for each group. */
    public void describeWaiting(BiConsumer<Instruction, Integer> each) {
        groups.describe(each);
    }
}
