package dev.linnet.cuda.tune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.LaunchWatcher;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.signature.Signature;

/** Searches over small kernels: what is tried, what counts as right, and what is left behind. */
class TunerTest {
    private static final String SOURCE = """
            #ifndef WORK
            #define WORK 1
            #endif
            #ifndef SIZE
            #define SIZE 16
            #endif
            #ifndef TYPE
            #define TYPE float
            #endif
            #define FIXED 3
            extern "C" {
            __global__ void add(int n, float* y) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                for (int k = 0; k < WORK; k++)
                    if (i < n) y[i] += 1.0f / WORK;
            }
            __global__ void large(float* y) {
                __shared__ float s[SIZE];
                s[threadIdx.x] = y[threadIdx.x];
                y[threadIdx.x] = 2 * s[threadIdx.x] + FIXED - 3;
            }
            __global__ void whole(int* y) {
                y[threadIdx.x] = WORK;
            }
            __global__ void typed(TYPE* y) {
                y[threadIdx.x] = 1;
            }
            }
            """;
    private static final int N = 128;

    @TempDir
    private static Path cache;
    private CudaModule module;
    private final float[] y = new float[N];

    @BeforeAll
    static void open() throws InterruptedException {
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        System.setProperty("linnet.cuda.cache", cache.toString());
    }

    @AfterAll
    static void restore() {
        System.clearProperty("linnet.cuda.cache");
    }

    @BeforeEach
    void compile() {
        module = CudaModule.compile("cell", SOURCE, CompileOptions.standard(), Target.CPU, Checks.AUTO);
    }

    private static void launch(CudaModule module, int block, float[] y) {
        module.kernel("add").launch(LaunchShape.of((N + block - 1) / block, block), N, y);
    }

    private static String refused(Runnable search) {
        return assertThrows(IllegalArgumentException.class, search::run).getMessage();
    }

    @Test
    void every_combination_is_tried_and_the_quickest_stays() {
        var settings = new ArrayList<Setting>();
        var found = Tuner.of(module).withRuns(3).define("WORK", 1000, 1).block(32, 64).run(s -> {
            if (settings.isEmpty() || !settings.getLast().equals(s)) {
                settings.add(s);
            }
            launch(module, s.block(), y);
        });
        assertEquals(List.of("WORK=1000, blocks of 32", "WORK=1000, blocks of 64", "WORK=1, blocks of 32",
                "WORK=1, blocks of 64"), settings.stream().map(Setting::toString).toList());
        assertEquals(settings, found.tried().stream().map(Tuning.Tried::setting).toList());
        assertTrue(found.tried().stream().allMatch(Tuning.Tried::ran), found.toString());
        assertEquals(1, found.best().orElseThrow().setting().number("WORK"));
        assertTrue(module.compiled().options().defines().contains("WORK=1"));
        assertEquals(found.best().orElseThrow(), found.sorted().getFirst());
        var whole = new int[1];
        module.kernel("whole").launch(1, 1, 0, whole);
        assertEquals(1, whole[0], "later launches run the quickest");
    }

    @Test
    void arrays_hold_afterwards_what_they_held_before() {
        y[5] = 7;
        var buffer = Buffer.of(1f, 2f);
        Tuner.of(module).block(32, 64).withRuns(2).run(s -> {
            assertEquals(7, y[5], "each launch begins with the same");
            launch(module, s.block(), y);
            assertEquals(8, y[5]);
            module.kernel("add").launch(1, s.block(), 0, 2, buffer);
        });
        assertEquals(7, y[5]);
        assertArrayEquals(new float[] {1, 2}, buffer.toFloats());
        assertEquals(List.of(), module.compiled().options().defines(), "nothing but blocks was searched");
    }

    @Test
    void launches_are_timed_when_the_machine_has_decided_how_it_runs_them() {
        var many = new float[1 << 16];
        var shape = LaunchShape.forRange(many.length);
        Tuner.of(module).withRuns(1).block(256).run(_ -> module.kernel("add").launch(shape, many.length, many));
        var decided = new ArrayList<Boolean>();
        module.checks(Checks.OFF);
        module.watch(new LaunchWatcher() {
            @Override
            public void before(LaunchRequest request, Object[] arguments) {
                // Nothing is to be done.
            }

            @Override
            public void after(LaunchRequest request, Outcome outcome, boolean settled) {
                decided.add(settled);
            }
        });
        module.kernel("add").launch(shape, many.length, many);
        assertEquals(List.of(true), decided);
    }

    @Test
    void a_setting_begins_with_the_same_after_one_that_went_wrong_half_way() {
        y[5] = 7;
        var found = Tuner.of(module).block(16, 32, 64).withRuns(1).run(s -> {
            assertEquals(7, y[5]);
            launch(module, s.block(), y);
            if (s.block() == 32) {
                module.kernel("large").launch(1, N, 0, new float[1]);
            }
        });
        assertEquals(List.of(true, false, true), found.tried().stream().map(Tuning.Tried::ran).toList());
        assertTrue(found.tried().get(1).problem().contains("index 1 of y"), found.toString());
        assertEquals(7, y[5]);
    }

    @Test
    void what_only_a_gpu_has_is_fetched_once_before_a_setting_can_lose_it() {
        var storage = new Storage("x", Arena.ofAuto().allocate(4), 4);
        var downloads = new AtomicInteger();
        storage.resident(null, new Storage.Resident() {
            @Override
            public void download() {
                downloads.incrementAndGet();
            }

            @Override
            public void release() {
                // It has nothing.
            }
        });
        var trials = new Trials(0);
        var request = new LaunchRequest(new Signature("k", "k", 1, List.of()), Dim3.of(1), Dim3.of(32), 0,
                List.of(new Argument.Memory(storage, false)), Checks.OFF);
        trials.before(request, new Object[] {new float[1]});
        trials.before(request, new Object[] {new float[1]});
        assertEquals(1, downloads.get());
    }

    @Test
    void sums_in_another_order_are_the_same_within_the_tolerance_and_other_bits() {
        var close = Tuner.of(module).withRuns(1).define("WORK", 1, 10).run(_ -> launch(module, 64, y));
        assertTrue(close.tried().stream().allMatch(Tuning.Tried::ran), close.toString());
        var strict = Tuner.of(module)
                .withRuns(1)
                .withTolerance(0)
                .define("WORK", 1, 10)
                .run(_ -> launch(module, 64, y));
        assertFalse(strict.tried().get(1).ran());
        assertTrue(strict.tried()
                .get(1)
                .problem()
                .matches("results differ: y\\[0\\] is (0\\.99|1\\.00)\\d+, with the"
                        + " first setting 1\\.0"),
                strict.tried().get(1).problem());
        assertTrue(strict.toString().contains("results have the bits of the first setting's"), strict.toString());
    }

    @Test
    void whole_numbers_have_to_be_equal() {
        var found = Tuner.of(module)
                .withRuns(1)
                .define("WORK", 1, 2)
                .run(_ -> module.kernel("whole").launch(1, 4, 0, new int[4]));
        assertEquals("results differ: y[0] is 2, with the first setting 1", found.tried().get(1).problem());
        assertTrue(module.compiled().options().defines().contains("WORK=1"));
    }

    @Test
    void settings_that_fail_are_rows_with_the_reason() {
        var found = Tuner.of(module)
                .withRuns(1)
                .define("SIZE", 64, 100000, "oops")
                .block(64, 1000)
                .run(s -> module.kernel("large").launch(1, s.block(), 0, new float[64]));
        assertEquals(1, found.tried().stream().filter(Tuning.Tried::ran).count(), found.toString());
        assertEquals(new Setting(Map.of("SIZE", "64"), 64), found.best().orElseThrow().setting());
        var problems = found.tried().stream().map(Tuning.Tried::problem).toList();
        assertTrue(problems.get(1).contains("out-of-bounds"), problems.toString());
        assertTrue(problems.get(2).contains("shared"), problems.toString());
        assertTrue(problems.get(4).startsWith("does not compile: "), problems.toString());
        assertEquals(problems.get(4), problems.get(5));
        assertTrue(problems.stream().noneMatch(problem -> problem.contains("\n")), problems.toString());
        assertTrue(found.toString().lines().skip(2).findFirst().orElseThrow().contains("best"), found.toString());
        assertTrue(found.toMimeBundle().data().containsKey("text/html"));
    }

    @Test
    void where_nothing_ran_the_module_is_what_it_was() {
        var before = module.compiled();
        var found = Tuner.of(module).define("WORK", 1, 2).run(_ -> module.kernel("none"));
        assertTrue(found.best().isEmpty());
        assertTrue(found.tried().getFirst().problem().startsWith("There is no kernel none"));
        assertEquals(before, module.compiled());
        var idle = Tuner.of(module).block(32).run(_ -> {});
        assertEquals("no kernel of the module was launched", idle.tried().getFirst().problem());
    }

    @Test
    void a_macro_may_be_a_type_and_a_signature_may_change() {
        var found = Tuner.of(module)
                .withRuns(1)
                .define("TYPE", "float", "double")
                .run(_ -> module.kernel("typed").launch(1, 4, 0, new float[4]));
        assertTrue(found.tried().get(0).ran());
        assertTrue(found.tried().get(1).problem().startsWith("argument 1 'y' is double*, got float[4]"),
                found.toString());
    }

    @Test
    void an_interrupt_ends_the_search_and_puts_everything_back() {
        var before = module.compiled();
        assertThrows(CancellationException.class, () -> Tuner.of(module).define("WORK", 2, 3).run(_ -> {
            launch(module, 32, y);
            throw new CancellationException("stopped");
        }));
        assertEquals(before, module.compiled());
        assertEquals(0, y[0]);
        launch(module, 32, y);
        assertEquals(1, y[0], "launches are no longer watched");
    }

    @Test
    void what_cannot_be_searched_is_refused_with_a_sentence() {
        var tuner = Tuner.of(module);
        assertTrue(refused(() -> tuner.run(_ -> {})).startsWith("There is nothing to search"));
        assertEquals("The source does not mention TILE, so that its value makes no difference.",
                refused(() -> tuner.define("TILE", 1)));
        assertEquals("Line 10 defines FIXED whatever is searched: put it between #ifndef FIXED and #endif.",
                refused(() -> tuner.define("FIXED", 1)));
        assertEquals("block: 2000 is not possible; a block has 1 to 1024 threads", refused(() -> tuner.block(2000)));
        assertTrue(refused(() -> tuner.withRuns(0)).startsWith("runs: 0 is not possible"));
        assertTrue(refused(() -> tuner.withTolerance(-1)).startsWith("tolerance: -1.0 is not possible"));
        assertTrue(refused(() -> tuner.define("WORK", (Object[]) java.util.stream.IntStream.range(0, 300)
                .boxed()
                .toArray(Integer[]::new))).startsWith("There are 300 combinations"));
        assertTrue(refused(() -> new Setting(Map.of("WORK", "x"), 0).number("WORK")).contains("no whole number"));
        module.profiling(true);
        assertTrue(assertThrows(IllegalStateException.class, () -> tuner.block(32).run(_ -> {})).getMessage()
                .startsWith("Launches are being profiled"));
    }
}
