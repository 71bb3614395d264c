package dev.linnet.cuda.gpu.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Machines;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileCache;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.compiler.SourceCompiler;
import dev.linnet.cuda.gpu.DriverProbe;
import dev.linnet.cuda.kernels.DecayAttention;
import dev.linnet.cuda.kernels.Gemm;
import dev.linnet.cuda.kernels.GemmBf16;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.kernels.Softmax;
import dev.linnet.cuda.kernels.Sum;
import dev.linnet.cuda.kernels.attention.Heads;

/**
 * Measures our kernels on this machine's GPU beside what the GPU's memory does. Times of kernels are the GPU's own, between
 * two events around each launch. The first argument is {@code out=FOLDER}; {@code attention} behind it has linear attention
 * measured, and nothing else.
 */
public final class GpuBench {
    /** What is compiled for it. */
    static final String COPY = """
            extern "C" __global__ void copy(int n, const float4* x, float4* y) {
                for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = x[i];
            }
            extern "C" __global__ void nothing() { }
            """;
    private static final int RUNS = 30;
    private static final int WARM = 3;
    private static final long ENOUGH = 1_500_000_000L;

    private final BenchTable table;
    /** Floats of a large array: 256 MiB, beyond any cache. */
    private final int large = Integer.getInteger("linnet.bench.floats", 1 << 26);
    private double copied;

    private GpuBench(BenchTable table) {
        this.table = table;
    }

    /** Ends with 0 where a GPU was measured. */
    public static void main(String[] arguments) throws IOException {
        var out = Files.createDirectories(Path.of(arguments.length == 0
                ? "gpu-results"
                : arguments[0].substring(arguments[0].indexOf('=') + 1)));
        boolean attention = arguments.length > 1;
        var name = attention ? "attention" : "bench";
        Files.deleteIfExists(out.resolve(name + ".log"));
        var table = new BenchTable(out, name);
        var probe = DriverProbe.ask();
        if (!probe.usable()) {
            table.say("no GPU, so nothing is measured: " + probe.reason());
            System.exit(1);
        }
        StandIn.connectIfDemanded();
        table.condition("Measured on", LocalDate.now(ZoneOffset.UTC).toString());
        table.condition("GPU", Machines.title());
        table.condition("Driver", probe.reason());
        table.condition("Java", Runtime.version().toString());
        try {
            table.condition("Compilers", String.join(", ", Compilers.ofThisMachine()
                    .found()
                    .stream()
                    .map(dev.linnet.cuda.compiler.FrontEnd::title)
                    .toList()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var bench = new GpuBench(table);
        boolean good = true;
        if (attention) {
            good = bench.attentionBesidePeers();
        } else {
            bench.all();
        }
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private interface Part {
        void run() throws Exception;
    }

    private void all() {
        part("copying", this::copies);
        part("saxpy", this::saxpy);
        part("sum", this::sum);
        part("softmax", this::softmax);
        part("matrix product", this::products);
        part("matrix product in bf16", this::bf16Products);
        part("decay attention", this::attention);
        part("launches", this::launches);
        part("compiling", this::compiling);
    }

    private void part(String name, Part part) {
        try {
            part.run();
        } catch (Exception | LinkageError e) {
            e.printStackTrace(System.out);
            table.add(new BenchTable.Row(name, Double.NaN, Double.NaN, "", "not measured: " + e.getMessage()));
        }
    }

    /** Nanoseconds of several runs, in order. */
    private static long[] measured(LongSupplier run) {
        long warm = 0;
        for (int i = 0; i < WARM; i++) {
            warm += run.getAsLong();
        }
        var nanos = new long[RUNS];
        long begun = System.nanoTime();
        int done = 0;
        while (done < RUNS && (done < 3 || System.nanoTime() - begun + warm < ENOUGH)) {
            nanos[done++] = Math.max(1, run.getAsLong());
        }
        var some = Arrays.copyOf(nanos, done);
        Arrays.sort(some);
        return some;
    }

    /** A rate is the better the higher it is. */
    private double rate(String what, String unit, String remark, long[] nanos, ToDoubleFunction<Long> rate) {
        double best = rate.applyAsDouble(nanos[0]);
        table.add(new BenchTable.Row(what, best, rate.applyAsDouble(nanos[nanos.length / 2]), unit, remark));
        return best;
    }

    private String share(double gigabytes) {
        return copied == 0 ? "" : String.format(Locale.ROOT, "%.1f %% of the copy", 100 * gigabytes / copied);
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / 1048576.0);
    }

    private CudaModule cell() {
        var module = CudaModule.compile("bench", COPY, CompileOptions.standard(), Target.GPU, Checks.OFF);
        StandIn.know(module.compiled());
        return module;
    }

    private void copies() {
        long bytes = 4L * large;
        var kernel = cell().kernel("copy");
        try (var x = Buffer.f32(large); var y = Buffer.f32(large)) {
            var shape = LaunchShape.of(Math.max(1, Math.min(1 << 16, large / 1024)), 256);
            var nanos = measured(() -> kernel.launch(shape, large / 4, x, y).nanos());
            copied = rate("copy kernel, " + size(bytes), "GB/s", "read and written", nanos, t -> 2.0 * bytes / t);
        }
        try (var raw = new DeviceCopies(bytes)) {
            var nanos = measured(raw::copy);
            copied = Math.max(copied, rate("cuMemcpyDtoD, " + size(bytes), "GB/s", "read and written", nanos,
                    t -> 2.0 * bytes / t));
        }
    }

    private void saxpy() {
        try (var x = Buffer.f32(large); var y = Buffer.f32(large)) {
            var nanos = measured(() -> Saxpy.launch(Target.GPU, 0.5f, x, y).nanos());
            rate("saxpy, " + size(4L * large) + " each", "GB/s",
                    share(12.0 * large / nanos[0]) + ", at least 85 % wanted",
                    nanos, t -> 12.0 * large / t);
        }
    }

    private void sum() {
        try (var x = Buffer.f32(large); var total = Buffer.f32(1)) {
            var nanos = measured(() -> Sum.launch(Target.GPU, x, total).nanos());
            rate("sum, " + size(4L * large), "GB/s", share(4.0 * large / nanos[0]), nanos, t -> 4.0 * large / t);
        }
    }

    private void softmax() {
        for (int columns : new int[] {512, 4096}) {
            int rows = large / 2 / columns;
            try (var x = Buffer.f32((long) rows * columns); var y = Buffer.f32((long) rows * columns)) {
                var nanos = measured(() -> Softmax.launch(Target.GPU, rows, columns, x, y).nanos());
                double bytes = 8.0 * rows * columns;
                rate("softmax, " + rows + " rows of " + columns, "GB/s", share(bytes / nanos[0]), nanos,
                        t -> bytes / t);
            }
        }
    }

    private void products() {
        for (int n : large < 1 << 24 ? new int[] {128} : new int[] {1024, 4096}) {
            try (var a = Buffer.f32((long) n * n); var b = Buffer.f32((long) n * n); var c = Buffer.f32((long) n * n)) {
                var nanos = measured(() -> Gemm.launch(Target.GPU, n, n, n, a, b, c).nanos());
                rate("matrix product of " + n, "TFLOP/s", "single precision", nanos,
                        t -> 2.0 * n * n * n / t / 1e3);
            }
        }
    }

    private void bf16Products() {
        for (int n : large < 1 << 24 ? new int[] {128} : new int[] {4096, 8192}) {
            var numbers = new float[n * n];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (i * 7919L % 1021 - 510) / 512f; // zeros would be quicker
            }
            try (var a = Buffer.bf16((long) n * n).set(numbers);
                    var b = Buffer.bf16((long) n * n).set(numbers);
                    var c = Buffer.bf16((long) n * n)) {
                var nanos = measured(() -> GemmBf16.launch(Target.GPU, n, n, n, a, b, c).nanos());
                rate("matrix product of " + n, "TFLOP/s", "bf16 on tensor cores", nanos,
                        t -> 2.0 * n * n * n / t / 1e3);
            }
        }
    }

    private void attention() {
        for (int[] shape : large < 1 << 24
                ? new int[][] {{2, 128, 64}}
                : new int[][] {{32, 4096, 64}, {64, 8192, 128}}) {
            int heads = shape[0];
            int length = shape[1];
            int width = shape[2];
            var attention = DecayAttention.of(heads, length, width, width);
            long n = (long) heads * length * width;
            try (var q = Buffer.f32(n);
                    var k = Buffer.f32(n);
                    var v = Buffer.f32(n);
                    var g = Buffer.f32(heads);
                    var o = Buffer.f32(n);
                    var last = Buffer.f32((long) heads * width * width)) {
                var nanos = measured(() -> attention.launch(Target.GPU, q, k, v, g, null, o, last).nanos());
                double flop = (double) heads * length * (4.0 * width * width + 2.0 * 64 * 2 * width);
                rate("decay attention, " + heads + " heads of " + length + " steps, width " + width, "TFLOP/s",
                        String.format(Locale.ROOT, "%.3g steps/s of all heads", length / (nanos[0] / 1e9)), nanos,
                        t -> flop / t / 1e3);
            }
        }
    }

    private boolean attentionBesidePeers() {
        part("an empty kernel", () -> {
            var kernel = cell().kernel("nothing");
            rate("an empty kernel", "ms", "in the time of each launch too",
                    measured(() -> kernel.launch(1, 32, 0).nanos()),
                    t -> t / 1e6);
        });
        return new AttentionBench(table, Target.GPU, large, AttentionBench.RUNS).all(
                large < 1 << 24 ? List.of(new Heads(1, 1, 128, 64)) : AttentionBench.SHAPES);
    }

    private void launches() {
        var kernel = cell().kernel("nothing");
        var nanos = measured(() -> {
            long begun = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                kernel.launch(1, 32, 0);
            }
            return (System.nanoTime() - begun) / 1000;
        });
        rate("launch and wait, an empty kernel", "µs", "wall time of Kernel.launch", nanos, t -> t / 1e3);
        try (var x = Buffer.f32(256); var y = Buffer.f32(256)) {
            var with = measured(() -> {
                long begun = System.nanoTime();
                for (int i = 0; i < 1000; i++) {
                    Saxpy.launch(Target.GPU, 0.5f, x, y);
                }
                return (System.nanoTime() - begun) / 1000;
            });
            rate("launch and wait, saxpy of 256", "µs", "wall time, arguments checked", with, t -> t / 1e3);
        }
    }

    /** A cell of 40 lines by each compiler of this machine. */
    private void compiling() throws Exception {
        for (var frontEnd : Compilers.ofThisMachine().found()) {
            var folder = Files.createTempDirectory("linnet-bench");
            var compiler = new SourceCompiler(List.of(frontEnd), new CompileCache(folder));
            int[] count = {0};
            var nanos = compileTimes(compiler, count, true);
            rate("compile a cell of 40 lines, " + frontEnd.title(), "ms", "not cached", nanos, t -> t / 1e6);
            var cached = compileTimes(compiler, count, false);
            rate("the same again", "ms", "from the cache", cached, t -> t / 1e6);
        }
    }

    private static long[] compileTimes(SourceCompiler compiler, int[] count, boolean fresh) {
        return measured(() -> {
            count[0] += fresh ? 1 : 0;
            try {
                long begun = System.nanoTime();
                compiler.compile("forty", forty(count[0]), List.of(), CompileOptions.standard(), "sm_90");
                return System.nanoTime() - begun;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String forty(int number) {
        var source = new StringBuilder("// " + number + "\n");
        for (int k = 0; k < 4; k++) {
            source.append("""
                    extern "C" __global__ void kNUMBER(int n, const float* x, float* y) {
                        __shared__ float s[256];
                        int i = blockIdx.x * blockDim.x + threadIdx.x;
                        s[threadIdx.x] = i < n ? x[i] : 0;
                        __syncthreads();
                        for (int k = 128; k > 0; k /= 2) {
                            if (threadIdx.x < k) s[threadIdx.x] += s[threadIdx.x + k];
                            __syncthreads();
                        }
                        if (threadIdx.x == 0) y[blockIdx.x] = s[0];
                    }
                    """.replace("NUMBER", Integer.toString(k)));
        }
        return source.toString();
    }
}
