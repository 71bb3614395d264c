package dev.linnet.cuda.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.ptx.KernelFault;
import dev.linnet.cuda.ptx.meter.InstructionClass;
import dev.linnet.display.MimeBundle;

/** Kernels whose work can be counted by hand. */
class ProfileTest {
    private static final String SOURCE = """
            extern "C" {
            __global__ void saxpy(int n, float a, const float* x, float* y) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < n)
                    y[i] = a * x[i] + y[i];
            }
            __global__ void strided(int stride, const float* x, float* y) {
                float v = x[threadIdx.x * stride];
                y[threadIdx.x] = v;
            }
            __global__ void column(const float* x, float* y) {
                __shared__ float tile[32][32];
                __shared__ float padded[32][33];
                float v = x[threadIdx.y * 32 + threadIdx.x];
                tile[threadIdx.y][threadIdx.x] = v;
                padded[threadIdx.y][threadIdx.x] = v;
                __syncthreads();
                float s = tile[threadIdx.x][threadIdx.y];
                s += padded[threadIdx.x][threadIdx.y];
                s += tile[threadIdx.y][0];
                y[threadIdx.y * 32 + threadIdx.x] = s;
            }
            __global__ void odd(float* y) {
                if (threadIdx.x & 1)
                    y[threadIdx.x] = __fsqrt_rn(y[threadIdx.x]);
            }
            __global__ void fours(const float4* x, float4* y) {
                __shared__ float4 s[64];
                s[2 * threadIdx.x] = x[threadIdx.x];
                y[threadIdx.x] = s[2 * threadIdx.x];
            }
            __global__ void histogram(int* bins) {
                __shared__ int count[4];
                if (threadIdx.x < 4) count[threadIdx.x] = 0;
                __syncthreads();
                atomicAdd(&count[threadIdx.x % 4], 1);
                __syncthreads();
                if (threadIdx.x < 4)
                    atomicAdd(&bins[threadIdx.x], count[threadIdx.x]);
            }
            }
            __device__ __noinline__ double cube(double x) {
                return x * x * x;
            }
            extern "C" __global__ void rows(int pitch, const int* x, int* y) {
                __shared__ __align__(16) char s[32 * 144];
                unsigned at = (unsigned) __cvta_generic_to_shared(s) + pitch * threadIdx.x;
                asm volatile("cp.async.ca.shared.global [%0], [%1], 16;" :: "r"(at), "l"(x + 4 * threadIdx.x));
                asm volatile("cp.async.wait_all;");
                __syncthreads();
                int a, b, c, d;
                asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(a), "=r"(b), "=r"(c), "=r"(d) : "r"(at));
                y[threadIdx.x] = a + b + c + d;
            }
            extern "C" __global__ void called(double* y) {
                y[threadIdx.x] = cube(y[threadIdx.x]);
            }
            """;
    private static final List<String> LINES = SOURCE.lines().toList();

    @TempDir
    private static Path cache;
    private static CudaModule module;

    @BeforeAll
    static void compile() {
        assumeFalse(compilers().found().isEmpty(), "no CUDA compiler on this machine");
        System.setProperty("linnet.cuda.cache", cache.toString());
        module = CudaModule.compile("cell", SOURCE, CompileOptions.standard(), Target.CPU, Checks.AUTO);
    }

    private static Compilers compilers() {
        try {
            return Compilers.ofThisMachine();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void restore() {
        System.clearProperty("linnet.cuda.cache");
    }

    /** The number of the line that contains this. */
    private static int at(String text) {
        for (int k = 0; k < LINES.size(); k++) {
            if (LINES.get(k).contains(text)) {
                return k + 1;
            }
        }
        throw new IllegalArgumentException(text);
    }

    @Test
    void saxpy_does_two_operations_an_element_and_moves_twelve_bytes() {
        int n = 1000;
        var x = new float[n];
        var y = new float[n];
        x[n - 1] = 3;
        y[n - 1] = 1;
        var p = module.kernel("saxpy").profile(LaunchShape.forRange(n), n, 2f, x, y);
        assertEquals(7, y[n - 1], "the launch does its work");
        var line = p.line(at("y[i] = a * x[i]"));
        assertEquals(2L * n, line.flop());
        assertEquals(8L * n, line.bytesLoaded());
        assertEquals(4L * n, line.bytesStored());
        // 31 whole warps and one with 8 lanes; each reads x and y and writes y.
        assertEquals(3 * 32, line.globalRequests());
        assertEquals(3 * (31 * 4 + 1), line.globalSectors());
        assertEquals(line.globalSectors(), line.leastSectors());
        assertEquals(2L * n, p.total().flop());
        assertEquals(2.0 * n / (32 * 3 * 125), p.total().intensity(), 1e-12);
        var condition = p.line(at("if (i < n)"));
        assertEquals(32, condition.branches());
        assertEquals(1, condition.splits(), "only in the last warp some lanes are beyond n");
        assertEquals(0, p.elsewhere().warpInstructions());
    }

    @Test
    void a_stride_of_floats_takes_as_many_sectors_as_it_spreads_over() {
        for (int[] expected : new int[][] {{1, 4}, {2, 8}, {32, 32}}) {
            var p = module.kernel("strided").profile(1, 32, 0, expected[0], new float[1024], new float[32]);
            var load = p.line(at("x[threadIdx.x * stride]"));
            assertEquals(expected[1], load.sectorsPerRequest(), "stride " + expected[0]);
            assertEquals(4, load.leastSectors());
            assertEquals(128, load.bytesLoaded());
            assertEquals(4, p.line(at("y[threadIdx.x] = v")).sectorsPerRequest());
        }
    }

    @Test
    void a_column_of_a_tile_is_in_one_bank_and_padding_mends_that() {
        var p = module.kernel("column").profile(Dim3.of(1), Dim3.of(32, 32), 0, new float[1024], new float[1024]);
        assertEquals(32, p.line(at("float s = tile")).wavefrontsPerRequest());
        assertEquals(32, p.line(at("float s = tile")).leastWavefronts(), "one for each of 32 warps");
        assertEquals(1, p.line(at("s += padded")).wavefrontsPerRequest());
        assertEquals(1, p.line(at("s += tile[threadIdx.y][0]")).wavefrontsPerRequest(), "a word for all lanes");
        assertEquals(1, p.line(at("tile[threadIdx.y][threadIdx.x] = v")).wavefrontsPerRequest());
        assertEquals(32, p.line(at("__syncthreads")).instructions(InstructionClass.BARRIER));
        assertEquals(4 * 1024, p.line(at("float s = tile")).sharedBytes());
    }

    @Test
    void wide_accesses_are_served_for_a_quarter_of_the_warp_at_a_time() {
        var p = module.kernel("fours").profile(1, 32, 0, new float[128], new float[128]);
        // Every other float4: 8 lanes want 32 words of every other four banks, two of each.
        var store = p.line(at("s[2 * threadIdx.x] = x"));
        assertEquals(8, store.wavefronts());
        assertEquals(4, store.leastWavefronts());
        assertEquals(16, store.globalSectors());
        assertEquals(512, store.bytesLoaded());
    }

    @Test
    void rows_of_matrices_collide_unless_their_pitch_goes_round_the_banks() {
        for (int[] expected : new int[][] {{128, 32}, {144, 4}}) {
            var p = module.kernel("rows").profile(1, 32, 0, expected[0], new int[128], new int[32]);
            var copy = p.line(at("cp.async.ca"));
            assertEquals(16, copy.globalSectors());
            assertEquals(512, copy.bytesLoaded());
            assertEquals(expected[1], copy.wavefronts(), "pitch " + expected[0]);
            var load = p.line(at("ldmatrix"));
            assertEquals(expected[1], load.wavefronts(), "pitch " + expected[0]);
            assertEquals(4, load.leastWavefronts());
            assertEquals(1, load.instructions(InstructionClass.SHARED));
        }
    }

    @Test
    void half_of_the_lanes_do_what_odd_threads_do() {
        var p = module.kernel("odd").profile(2, 64, 0, new float[64]);
        var body = p.line(at("__fsqrt_rn"));
        assertEquals(16, body.activeLanes());
        assertEquals(4, body.instructions(InstructionClass.SPECIAL), "one for each of four warps");
        assertEquals(64, body.flop());
        var condition = p.line(at("if (threadIdx.x & 1)"));
        assertEquals(4, condition.branches());
        assertEquals(4, condition.splits());
    }

    @Test
    void atomics_on_the_same_word_come_one_after_another() {
        var bins = new int[4];
        var p = module.kernel("histogram").profile(1, 32, 0, bins);
        assertArrayEquals(new int[] {8, 8, 8, 8}, bins);
        assertEquals(8, p.line(at("atomicAdd(&count")).wavefrontsPerRequest());
        var global = p.line(at("atomicAdd(&bins"));
        assertEquals(16, global.bytesLoaded());
        assertEquals(16, global.bytesStored());
        assertEquals(1, global.globalRequests());
    }

    @Test
    void a_function_that_is_called_has_lines_of_its_own_and_stays_with_the_interpreter() {
        var p = module.kernel("called").profile(1, 32, 0, new double[32]);
        var body = p.line(at("return x * x * x"));
        assertEquals(2, body.instructions(InstructionClass.DOUBLE));
        assertEquals(64, body.flop());
        assertTrue(p.byteCode().taken());
        assertEquals(List.of(new Profile.Reason(at("= cube("), "calls of functions are interpreted")),
                p.byteCode().stays());
        assertTrue(
                p.toString().contains("yes, except: calls of functions are interpreted (line " + at("= cube(") + ")"),
                p.toString());
    }

    @Test
    void it_says_where_there_is_no_byte_code_at_all() {
        var p = module.kernel("odd").profile(1, 40, 0, new float[40]);
        assertEquals("no: its blocks are no whole warps", p.byteCode().toString());
        assertEquals("yes", module.kernel("odd").profile(1, 32, 0, new float[32]).byteCode().toString());
    }

    @Test
    void counts_do_not_depend_on_the_number_of_blocks_that_run_at_once() {
        int n = 1 << 16;
        var x = new float[n];
        var once = module.kernel("saxpy").profile(LaunchShape.of(256, 256), n, 2f, x, new float[n]);
        var halves = module.kernel("saxpy").profile(LaunchShape.of(128, 256), n / 2, 2f, x, new float[n]);
        assertEquals(once.total().warpInstructions(), 2 * halves.total().warpInstructions());
        assertEquals(once.total().globalSectors(), 2 * halves.total().globalSectors());
    }

    @Test
    void a_profile_is_the_same_when_the_kernel_has_become_byte_code() {
        int n = 1 << 17;
        var x = new float[n];
        var first = module.kernel("saxpy").profile(LaunchShape.forRange(1000), 1000, 2f, x, new float[1000]);
        for (int k = 0; k < 3; k++) {
            module.kernel("saxpy").launch(LaunchShape.forRange(n), n, 2f, x, new float[n]);
        }
        var again = module.kernel("saxpy").profile(LaunchShape.forRange(1000), 1000, 2f, x, new float[1000]);
        assertEquals(first.lines().toString(), again.lines().toString());
        assertTrue(first.line(at("y[i] = a")).toString().contains("2000 FLOP"), first.lines().toString());
    }

    @Test
    void a_launch_counts_the_same_as_its_profile() {
        int n = 300;
        var report = module.kernel("saxpy").launch(LaunchShape.forRange(n), n, 2f, new float[n], new float[n]);
        var total = module.kernel("saxpy")
                .profile(LaunchShape.forRange(n), n, 2f, new float[n], new float[n])
                .total();
        assertEquals(report.flop(), total.flop());
        assertEquals(report.bytes(), total.bytesLoaded() + total.bytesStored());
    }

    @Test
    void launches_are_recorded_while_that_is_switched_on() {
        var y = new float[64];
        y[1] = 9;
        module.profiling(true);
        try {
            module.kernel("odd").launch(1, 64, 0, y);
            assertEquals(3, y[1]);
            module.kernel("odd").launch(1, 64, 0, y);
            module.kernel("odd").launch(2, 32, 0, y);
        } finally {
            module.profiling(false);
        }
        module.kernel("odd").launch(1, 64, 0, y);
        var profiles = module.profiles();
        assertEquals(List.of(2, 1), profiles.stream().map(Profile::launches).toList());
        assertEquals(4, profiles.getFirst().line(at("if (threadIdx.x & 1)")).branches());
        module.profiling(true);
        assertTrue(module.profiles().isEmpty());
        module.profiling(false);
    }

    @Test
    void faults_are_what_they_are_in_launches() {
        var told = assertThrows(KernelFault.class, () -> module.kernel("odd").profile(1, 64, 0, new float[32]))
                .getMessage();
        assertTrue(told.startsWith("odd: out-of-bounds read of 4 bytes: index 33 of y"), told);
        assertTrue(told.contains("line " + at("__fsqrt_rn")), told);
        assertThrows(IllegalArgumentException.class, () -> module.kernel("odd").profile(1, 2048, 0, new float[32]));
        var p = module.kernel("odd").profile(1, 64, 0, new float[64]);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> p.line(0)).getMessage().contains("lines 1 to"));
    }

    @Test
    void it_shows_as_text_and_as_html_with_the_source_escaped() {
        var bundle = module.kernel("saxpy")
                .profile(LaunchShape.forRange(100), 100, 2f, new float[100], new float[100])
                .toMimeBundle();
        var html = (String) bundle.data().get(MimeBundle.HTML);
        assertTrue(html.contains("if (i &lt; n)"), html);
        assertFalse(html.contains("if (i < n)"), html);
        assertTrue(bundle.text().startsWith("saxpy<<<1, 256>>>: a launch profiled on the CPU\n"), bundle.text());
        assertTrue(bundle.text().lines().anyMatch(line -> line.matches(" *5 .* 3\\.3 .* y\\[i\\] = a.*")),
                bundle.text());
    }
}
