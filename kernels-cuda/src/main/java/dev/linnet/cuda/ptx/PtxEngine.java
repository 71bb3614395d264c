package dev.linnet.cuda.ptx;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;
import dev.linnet.cuda.ptx.ops.Instrument;
import dev.linnet.cuda.ptx.parse.PtxException;

/**
 * Launches kernels on the CPU. The same launch gives the same bits on every run, on every machine and with any number of host
 * threads, unless {@link LaunchOptions#parallelAtomics} says otherwise or the kernel reads the clock.
 */
public final class PtxEngine {
    /** Most threads of a block. */
    public static final int MAX_THREADS = 1024;
    /** Most bytes of shared memory of a block. */
    public static final int MAX_SHARED = 227 * 1024;

    /** What a large GPU of compute capability 9.0 holds at once. */
    private static final int MULTIPROCESSORS = 132;
    private static final int MAX_RESIDENT = 2048;
    private static final int MAX_BLOCKS = 32;
    private static final int WORKSPACE = 64;

    private final DeviceMemory memory;

    public PtxEngine(DeviceMemory memory) {
        this.memory = memory;
    }

    public DeviceMemory memory() {
        return memory;
    }

    /** Gives the module's variables their place in memory. */
    public LoadedModule load(PtxModule module) {
        return new LoadedModule(module, memory);
    }

    /**
     * Runs a kernel and waits for its end.
     *
     * @param dynamicShared bytes of shared memory beyond what the kernel declares
     * @param parameters    the parameter block, laid out as {@link PtxModule.Entry#parameters} says, little endian
     * @throws IllegalArgumentException when the shape or the parameters do not fit the kernel
     * @throws PtxException             when the kernel has an instruction that the engine does not execute
     * @throws KernelFault              when the kernel goes wrong, or is stopped
     */
    public LaunchReport launch(LoadedModule module, String kernel, Dim3 grid, Dim3 block, int dynamicShared,
            byte[] parameters,
            LaunchOptions options) {
        return launch(module, kernel, grid, block, dynamicShared, parameters, options,
                options.checks() ? Instrument.CHECKS : Instrument.NONE);
    }

    /**
     * The same in the interpreter, with every access and jump measured, and without checks beyond bounds.
     *
     * @throws IllegalArgumentException when the shape or the parameters do not fit the kernel
     * @throws PtxException             when the kernel has an instruction that the engine does not execute
     * @throws KernelFault              when the kernel goes wrong, or is stopped
     */
    public LaunchProfile profile(LoadedModule module, String kernel, Dim3 grid, Dim3 block, int dynamicShared,
            byte[] parameters, LaunchOptions options) {
        LaunchReport report = launch(module, kernel, grid, block, dynamicShared, parameters,
                options.withChecks(false).withJit(LaunchOptions.Jit.OFF), Instrument.METER);
        return LaunchProfile.of(report, module, block);
    }

    /** Whether it is decided if launches in blocks of this shape run in byte code, where they are not checked. */
    public boolean settled(LoadedModule module, String kernel, Dim3 block, LaunchOptions options) {
        return options.jit() != LaunchOptions.Jit.AUTO || module.program(kernel, Instrument.NONE).settled(block);
    }

    private LaunchReport launch(LoadedModule module, String kernel, Dim3 grid, Dim3 block, int dynamicShared,
            byte[] parameters, LaunchOptions options, Instrument instrument) {
        PtxModule.Entry entry = module.module().entry(kernel);
        if (block.count() > MAX_THREADS) {
            throw new IllegalArgumentException(
                    kernel + ": a block has at most " + MAX_THREADS + " threads, got " + block + " = " + block.count());
        }
        if (entry.maxThreads() > 0 && block.count() > entry.maxThreads()) {
            throw new IllegalArgumentException(
                    kernel + ": its __launch_bounds__ allow " + entry.maxThreads() + " threads, got " + block.count());
        }
        if (block.z() > 64) {
            throw new IllegalArgumentException(kernel + ": a block's z extent is at most 64, got " + block.z());
        }
        if (grid.y() > 65535 || grid.z() > 65535) {
            throw new IllegalArgumentException(kernel + ": a grid's y and z extents are at most 65535, got " + grid);
        }
        if (parameters.length != entry.parameterBytes()) {
            throw new IllegalArgumentException(
                    kernel + ": takes " + entry.parameterBytes() + " bytes of parameters, got " + parameters.length);
        }
        Program program = module.program(kernel, instrument);
        if (program.cooperative()) {
            return together(program, module, kernel, grid, block, dynamicShared, parameters, options);
        }
        checkShared(kernel, program, dynamicShared);
        return Launch.run(program, module.module(), entry.name(), grid, block, dynamicShared, parameters.clone(),
                memory, 0, options);
    }

    private static void checkShared(String kernel, Program program, int dynamicShared) {
        long shared = (long) program.staticShared() + dynamicShared;
        if (dynamicShared < 0 || shared > MAX_SHARED) {
            throw new IllegalArgumentException(
                    kernel + ": a block has at most " + MAX_SHARED + " bytes of shared memory; it declares "
                            + program.staticShared() + ", the launch adds " + dynamicShared);
        }
    }

    /** All blocks at once, as a kernel needs that waits for its whole grid. */
    private LaunchReport together(Program program, LoadedModule module, String kernel, Dim3 grid, Dim3 block,
            int dynamicShared,
            byte[] parameters, LaunchOptions options) {
        checkShared(kernel, program, dynamicShared);
        long most = (long) MULTIPROCESSORS * Math.min(MAX_BLOCKS, MAX_RESIDENT / ((block.count() + 31) / 32 * 32));
        if (grid.count() > most) {
            throw new IllegalArgumentException(kernel + ": it waits for its whole grid, so all blocks must run at once:"
                    + " at most " + most + " blocks of " + block.count() + " threads, got " + grid.count());
        }
        Buffer workspace = memory.allocate("the grid's workspace", 4, WORKSPACE);
        try {
            return Launch.run(program, module.module(), kernel, grid, block, dynamicShared, parameters.clone(), memory,
                    workspace.address(), options);
        } finally {
            memory.free(workspace);
        }
    }
}
