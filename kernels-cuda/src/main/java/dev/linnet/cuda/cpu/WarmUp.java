package dev.linnet.cuda.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.LaunchOptions;
import dev.linnet.cuda.ptx.LoadedModule;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/**
 * Runs small kernels beside the compiler of CUDA C++, which is another process most of the time. Vectors are a hundred times slower
 * before the virtual machine has compiled what uses them; until then launches are computed lane by lane.
 */
final class WarmUp {
    private static final String PTX = "/dev/linnet/cuda/ptx/benchmark.ptx";
    private static final int SIDE = 64;
    private static final int ROUNDS = 8;
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final DeviceMemory memory = new DeviceMemory();
    private final PtxEngine engine = new PtxEngine(memory);
    private final LoadedModule module;

    private WarmUp(String ptx) {
        module = engine.load(PtxModule.parse(ptx));
    }

    /** On a thread of its own, once in the life of the virtual machine. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread.ofPlatform().name("cuda-warm-up").daemon().priority(Thread.MIN_PRIORITY).start(() -> {
                try (InputStream in = WarmUp.class.getResourceAsStream(PTX)) {
                    new WarmUp(new String(in.readAllBytes(), StandardCharsets.UTF_8)).run();
                } catch (IOException e) {
                    System.getLogger(WarmUp.class.getName()).log(System.Logger.Level.DEBUG, "No warm-up", e);
                }
            });
        }
    }

    private void run() {
        Buffer a = memory.allocate("a", Float.BYTES, SIDE * SIDE);
        Buffer c = memory.allocate("c", Float.BYTES, SIDE * SIDE);
        byte[] product = ByteBuffer.allocate(module.module().entry("matmul").parameterBytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, SIDE)
                .putLong(8, a.address())
                .putLong(16, a.address())
                .putLong(24, c.address())
                .array();
        byte[] sum = ByteBuffer.allocate(module.module().entry("saxpy").parameterBytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, SIDE * SIDE)
                .putLong(8, a.address())
                .putLong(16, c.address())
                .array();
        for (int k = 0; k < ROUNDS; k++) {
            LaunchOptions options = LaunchOptions.DEFAULT.withThreads(1)
                    .withChecks(k % 2 == 0)
                    .withArithmetic(LaunchOptions.Arithmetic.VECTORS);
            engine.launch(module, "matmul", Dim3.of(SIDE / 16, SIDE / 16), Dim3.of(16, 16), 0, product, options);
            engine.launch(module, "saxpy", Dim3.of(SIDE * SIDE / 256), Dim3.of(256), 0, sum, options);
        }
    }
}
