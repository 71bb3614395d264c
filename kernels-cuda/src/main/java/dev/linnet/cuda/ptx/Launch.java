package dev.linnet.cuda.ptx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

import dev.linnet.cuda.ptx.machine.AccessLog;
import dev.linnet.cuda.ptx.machine.Block;
import dev.linnet.cuda.ptx.machine.Counts;
import dev.linnet.cuda.ptx.machine.Grid;
import dev.linnet.cuda.ptx.machine.InOrder;
import dev.linnet.cuda.ptx.machine.Watch;
import dev.linnet.cuda.ptx.machine.WatchedLaunch;
import dev.linnet.cuda.ptx.memory.BufferTable;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** One launch: hands blocks out to host threads, in order. */
final class Launch {
    /** Below so many threads in all, starting another host thread costs more than it brings. */
    private static final long SMALL = 2048;
    /** Threads that a kernel has run before it is worth compiling. */
    private static final long MANY = 1 << 16;
    /** The same in a new process, where reading what writes byte code takes longer than running fewer lane by lane. */
    private static final long MANY_AT_FIRST = 1 << 18;
    /** Nanoseconds of a kernel's launches before it is compiled, however few threads they had. */
    private static final long LONG = 1_000_000_000;
    /** A block that has had so many turns may be waiting for another block; the more have been started, the less likely it is. */
    private static final int TURNS = 16;

    private final Program program;
    private final PtxModule module;
    private final String kernel;
    private final Dim3 gridSize;
    private final int dynamicShared;
    private final LaunchOptions options;
    private final Grid grid;
    private final String shape;
    private final Counts counts;
    private final Shares shares;
    private final int hostThreads;
    /** Does atomics in the order of blocks; null where one thread does, or the order does not matter. */
    private final InOrder inOrder;
    private volatile boolean stopped;
    /** Blocks before this one run to their end though it went wrong, so that it is always the first one that is reported. */
    private volatile long firstWrong = Long.MAX_VALUE;
    private KernelFault fault;
    private RuntimeException failure;
    /** Of the virtual machine on one of several host threads. */
    private volatile Error error;
    private long faultBlock = Long.MAX_VALUE;
    /** The first block's log in a launch that is checked in the thorough way. */
    private AccessLog log;
    /** In a launch that is checked in the quick way. */
    private WatchedLaunch watched;
    private final List<Block> used = new ArrayList<>();
    /** The kernel's byte code; null where only the interpreter runs. */
    private final Program.Compiled compiled;

    /** How a launch is checked. */
    private enum Care {
        /** Not. */
        NONE,
        /** Whether anything may be wrong. */
        QUICK,
        /** What is wrong. */
        THOROUGH
    }

    /**
     * Runs a launch. A checked one is first run in the quick way; where that finds anything, what it wrote is undone, and the launch
     * is run again, one block after another, in the way that can tell what is wrong, if anything is.
     */
    static LaunchReport run(Program program, PtxModule module, String kernel, Dim3 grid, Dim3 block, int dynamicShared,
            byte[] parameters, DeviceMemory memory, long workspace, LaunchOptions options) {
        if (!options.checks()) {
            return new Launch(program, module, kernel, grid, block, dynamicShared, parameters, memory, workspace,
                    options, Care.NONE).run();
        }
        Printed printed = new Printed(options.print());
        if (grid.count() < WatchedLaunch.MOST_BLOCKS) {
            Launch quick = new Launch(program, module, kernel, grid, block, dynamicShared, parameters, memory,
                    workspace, options.withPrint(printed), Care.QUICK);
            try {
                LaunchReport report = quick.run();
                if (quick.watched.agree()) {
                    quick.watched.snapshot().drop();
                    return report;
                }
            } catch (KernelFault fault) {
                if (fault.kind() == DeviceFault.Kind.INTERRUPTED) {
                    throw fault;
                }
            } finally {
                quick.watched.end();
                quick.used.forEach(quick::give);
            }
            quick.watched.snapshot().restore();
            printed.again();
        }
        return new Launch(program, module, kernel, grid, block, dynamicShared, parameters, memory,
                workspace, options.withPrint(printed), Care.THOROUGH).run();
    }

    Launch(Program program, PtxModule module, String kernel, Dim3 gridSize, Dim3 blockSize, int dynamicShared,
            byte[] parameters,
            DeviceMemory memory, long workspace, LaunchOptions options, Care care) {
        this.program = program;
        this.module = module;
        this.kernel = kernel;
        this.gridSize = gridSize;
        this.dynamicShared = dynamicShared;
        this.options = options;
        this.shape = blockSize + "+" + dynamicShared + "+" + options.stackBytes();
        BufferTable table = memory.table();
        boolean ordered = program.orderMatters() && (options.checks() || !options.parallelAtomics());
        boolean one = care == Care.THOROUGH || program.cooperative()
                || (ordered && !program.atomicsApart(parameters, table));
        int wanted = options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
        boolean small = options.threads() == 0 && gridSize.count() * blockSize.count() < SMALL;
        this.hostThreads = (int) (one || small ? 1 : Math.min(wanted, gridSize.count()));
        this.inOrder = ordered && hostThreads > 1 ? new InOrder() : null;
        this.shares = new Shares(gridSize.count(), hostThreads, inOrder != null);
        this.grid = new Grid(gridSize.x(), gridSize.y(), gridSize.z(), blockSize.x(), blockSize.y(), blockSize.z(),
                parameters, memory, table, program.codes(), options.print(), dynamicShared, workspace, hostThreads == 1,
                System.nanoTime());
        this.counts = new Counts(program.segments().size(), program.guarded().size(), program.measured().size());
        boolean many = program.launched(gridSize.count() * blockSize.count()) >= (Beginning
                .laneByLane(options.arithmetic()) ? MANY_AT_FIRST : MANY);
        this.compiled = care == Care.NONE && !options.checks() && options.jit() != LaunchOptions.Jit.OFF
                && (many || program.spent() >= LONG || options.jit() == LaunchOptions.Jit.ALWAYS)
                && program.compiled(blockSize).result().kernel() != null ? program.compiled(blockSize) : null;
        if (care == Care.THOROUGH) {
            log = new AccessLog(program.reporting());
        } else if (care == Care.QUICK) {
            watched = new WatchedLaunch(gridSize.count());
        }
    }

    private LaunchReport run() {
        long start = System.nanoTime();
        if (program.cooperative()) {
            allTogether();
        } else if (hostThreads == 1) {
            oneAfterAnother();
        } else {
            HostThreads.together(hostThreads, this::work, this::interrupted);
        }
        if (error != null) {
            throw error;
        }
        if (failure != null) {
            throw failure;
        }
        if (fault != null) {
            throw fault;
        }
        long nanos = System.nanoTime() - start;
        program.ran(hostThreads * nanos);
        return new LaunchReport(kernel, nanos, hostThreads, counts, program, log != null);
    }

    private String pool() {
        return compiled == null ? shape : shape + " compiled";
    }

    private Block take() {
        Block b = program.idle(pool()).pollLast();
        if (b == null) {
            return new Block(grid, program.kernel(), program.codes().length, program.sites(),
                    program.staticShared() + dynamicShared,
                    options.checks(), options.stackBytes(),
                    new Counts(program.segments().size(), program.guarded().size(), program.measured().size()),
                    compiled == null ? null : compiled.result().kernel(),
                    compiled == null ? 0 : compiled.result().accesses());
        }
        b.reuse(grid);
        return b;
    }

    private Block takeWatched() {
        Block b = take();
        if (watched != null) {
            if (!(b.log instanceof Watch)) {
                b.log = new Watch(b.sharedBytes, program.smallestShared(), program.sites());
            }
            ((Watch) b.log).begin(watched);
        } else if (log != null) {
            b.log = log.another();
        }
        return b;
    }

    private void done(Block b) {
        if (watched == null) {
            b.log = null;
            give(b);
        } else {
            synchronized (counts) {
                used.add(b);
            }
        }
    }

    private void give(Block b) {
        synchronized (counts) {
            b.counts.addTo(counts);
        }
        ConcurrentLinkedDeque<Block> idle = program.idle(pool());
        if (idle.size() < 64) {
            idle.addLast(b);
        }
    }

    private void start(Block b, long index) {
        if (b.log != null) {
            b.log.start(b, index);
        }
        if (compiled != null) {
            b.compiled(options.jit() == LaunchOptions.Jit.ALWAYS || compiled.pace().compiled());
        }
        if (index < gridSize.x()) {
            b.start((int) index, 0, 0);
        } else {
            b.start((int) (index % gridSize.x()), (int) (index / gridSize.x() % gridSize.y()),
                    (int) (index / gridSize.x() / gridSize.y()));
        }
    }

    /** A host thread's share: the next blocks, until there are none or something has gone wrong. */
    private void work() {
        Block b = takeWatched();
        long total = gridSize.count();
        try {
            for (long first = shares.take(); first < total && !ends(first); first = shares.take()) {
                long end = shares.end(first);
                b.inOrder = inOrder == null ? null : run(first);
                long index = first;
                for (; index < end && !ends(index); index++) {
                    start(b, index);
                    while (!turn(b, index)) {
                        // the block is not done
                    }
                }
                if (inOrder != null && index == end) {
                    b.inOrder.end(end);
                } else if (inOrder != null) {
                    b.inOrder.broken();
                }
            }
        } catch (StopException e) {
            // Blocks that wait for others might wait for this one.
            stopped |= firstWrong == Long.MAX_VALUE || (program.orderMatters() && inOrder == null);
            if (inOrder != null) {
                b.inOrder.broken();
                inOrder.look();
            }
        } catch (Error e) {
            error = e;
            stopped = true;
        }
        b.inOrder = null;
        done(b);
    }

    /** Whether a block is not to be begun or to go on: the launch has been stopped, or an earlier one has gone wrong. */
    private boolean ends(long index) {
        return stopped || index > firstWrong;
    }

    private InOrder.Run run(long first) {
        return inOrder.run(first, () -> ends(first));
    }

    private void interrupted() {
        stopped = true;
    }

    /** All blocks on this thread. A block that does not end lets others have turns: it may be waiting for them. */
    private void oneAfterAnother() {
        ArrayDeque<Turns> live = new ArrayDeque<>();
        List<Block> taken = new ArrayList<>();
        Block spare = null;
        long total = gridSize.count();
        try {
            for (long index = 0; index < total || !live.isEmpty();) {
                Block b;
                long number;
                Turns before = null;
                if (index < total && (live.isEmpty() || mayWait(live))) {
                    b = spare;
                    spare = null;
                    if (b == null) {
                        b = takeWatched();
                        taken.add(b);
                    }
                    number = index++;
                    start(b, number);
                } else {
                    before = live.removeFirst();
                    b = before.block;
                    number = before.index;
                }
                int turns = 0;
                boolean done;
                do {
                    done = turn(b, number);
                    turns++;
                } while (!done && turns < TURNS);
                if (done) {
                    spare = b;
                } else {
                    Turns t = before == null ? new Turns(b, number) : before;
                    t.count += turns;
                    live.addLast(t);
                }
            }
        } catch (StopException e) {
            stopped = true;
        }
        taken.forEach(this::done);
    }

    /** All blocks in turns on this thread: each may wait for every other one. */
    private void allTogether() {
        List<Turns> live = new ArrayList<>();
        List<Block> taken = new ArrayList<>();
        try {
            for (long index = 0; index < gridSize.count(); index++) {
                Block b = takeWatched();
                taken.add(b);
                start(b, index);
                live.add(new Turns(b, index));
            }
            while (!live.isEmpty()) {
                live.removeIf(t -> turn(t.block, t.index));
            }
        } catch (StopException e) {
            stopped = true;
        }
        taken.forEach(this::done);
    }

    private static boolean mayWait(ArrayDeque<Turns> live) {
        long patience = TURNS * (1 + (long) live.size() * live.size() / 4);
        return live.stream().allMatch(t -> t.count >= patience);
    }

    /** A block that has been started. */
    private static final class Turns {
        final Block block;
        final long index;
        int count;

        Turns(Block block, long index) {
            this.block = block;
            this.index = index;
        }
    }

    /** Ends this host thread's share. */
    private static final class StopException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StopException() {
            super(null, null, false, false);
        }
    }

    private boolean slice(Block b) {
        // Where there is byte code, it is quicker than waiting for vectors.
        b.laneByLane = compiled == null && Beginning.laneByLane(options.arithmetic());
        long start = b.laneByLane ? System.nanoTime() : 0;
        boolean done = compiled == null ? b.runSlice() : compiled.pace().run(b);
        if (b.laneByLane) {
            Beginning.spent(System.nanoTime() - start);
        }
        return done;
    }

    private boolean turn(Block b, long index) {
        try {
            boolean done = slice(b);
            // Blocks that end within a turn ask too: a launch may have any number of them.
            if ((!done && ends(index)) || options.stop().getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw new DeviceFault(DeviceFault.Kind.INTERRUPTED, -1, "stopped");
            }
            return done;
        } catch (DeviceFault | Block.DeadlockException e) {
            record(Faults.explain(module, kernel, b, e), index);
        } catch (RuntimeException e) {
            synchronized (counts) {
                failure = failure == null ? e : failure;
            }
        }
        throw new StopException();
    }

    /** The fault of the first block counts, whichever came first. */
    private synchronized void record(KernelFault f, long index) {
        boolean real = f.kind() != DeviceFault.Kind.INTERRUPTED;
        boolean better = fault == null
                || (real && (fault.kind() == DeviceFault.Kind.INTERRUPTED || index < faultBlock));
        if (better) {
            fault = f;
            faultBlock = index;
            firstWrong = real ? index : firstWrong;
        }
    }
}
