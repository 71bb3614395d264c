package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.gpu.DriverProbe;
import dev.linnet.kernel.code.Completion;

/** CUDA in a session: what a person writes and sees. */
class CudaCellTest {
    private static final String SAXPY = """
            %%cuda --name lin --backend cpu
            extern "C" __global__ void saxpy(int n, float a, const float* x, float* y) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < n) y[i] = a * x[i] + y[i];
            }
            """;

    @TempDir
    private Path folder;
    private Cells cells;

    @BeforeEach
    void open() throws InterruptedException {
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        System.setProperty("linnet.cuda.cache", folder.resolve("cache").toString());
        cells = new Cells(folder);
    }

    @AfterEach
    void close() {
        if (cells != null) {
            cells.close();
        }
        System.clearProperty("linnet.cuda.cache");
    }

    @Test
    void a_cell_becomes_a_variable_whose_methods_launch() {
        var told = cells.printed(SAXPY);
        assertTrue(told.startsWith("lin: saxpy(int n, float a, const float* x, float* y)\n"), told);
        assertTrue(told.contains(" ms | runs on CPU\n"), told);
        cells.printed("float[] x = {1, 2, 3}; float[] y = {10, 10, 10};");
        var report = cells.value("lin.saxpy(1, 32, 3, 2f, x, y)");
        assertTrue(report.startsWith("saxpy<<<1, 32>>> on CPU: "), report);
        assertEquals("[12.0, 14.0, 16.0]", cells.value("Arrays.toString(y)"));
        cells.printed("lin.saxpy(dev.linnet.cuda.LaunchShape.forRange(3), 3, 1f, x, y);");
        assertEquals("19.0", cells.value("y[2]"));
        assertTrue(cells.failure("lin.saxpy(1, 32, 3, 2f, x, 7)").contains("argument 4 'y' is float*, got Integer"));
    }

    @Test
    void a_call_that_fits_no_form_is_told_with_the_kernels_signature() {
        cells.printed(SAXPY);
        cells.printed("float[] x = {1, 2, 3}; float[] y = {10, 10, 10};");
        var signature = "saxpy(int n, float a, const float* x, float* y)";
        refused("lin.saxpy(1, 32, 3, 2f, x)", "saxpy takes 4 arguments, got 3: " + signature);
        refused("lin.saxpy(1, 32, 3, 2f, x, y, y)", "saxpy takes 4 arguments, got 5: " + signature);
        refused("lin.saxpy(dev.linnet.cuda.LaunchShape.forRange(3))", "saxpy takes 4 arguments, got 0");
        refused("lin.saxpy(1, 32, 3, 2.5, x, y)", "argument 2 'a' is float, got Double 2.5: write 2.5f",
                signature);
        refused("lin.saxpy(1, 32, 3_000_000_000L, 2f, x, y)",
                "argument 1 'n' is int, which holds -2147483648 to 2147483647, got 3000000000", signature);
        refused("lin.saxpy(3, 2f, x, y)", "lin.saxpy begins with how many blocks and threads run, got (int, float,"
                + " float[], float[]): write lin.saxpy(grid, block, n, a, x, y) with two int or two Dim3, or"
                + " lin.saxpy(shape, n, a, x, y) with a LaunchShape", signature);
        refused("lin.saxpy()", "got (): write lin.saxpy(grid, block, n, a, x, y)");
        refused("lin.saxpy(null)", "got (null): write lin.saxpy(grid, block, n, a, x, y)");
        assertEquals("[10.0, 10.0, 10.0]", cells.value("Arrays.toString(y)"), "nothing has run");
        assertEquals(List.of("IllegalArgumentException: saxpy takes 4 arguments, got 1: " + signature,
                "    at cell 12, line 2", "        2 | lin.saxpy(1, 32, y);"),
                cells.failure("int one = 1;\nlin.saxpy(1, 32, y);").lines().toList());
        cells.printed("lin.saxpy(1, dev.linnet.cuda.backend.Dim3.of(32), 3L, 2f, x, y);");
        assertEquals("[12.0, 14.0, 16.0]", cells.value("Arrays.toString(y)"), "what fits without loss is taken");
    }

    private void refused(String call, String... parts) {
        var told = cells.failure(call);
        for (var part : parts) {
            assertTrue(told.contains(part), told);
        }
    }

    @Test
    void kernels_stay_when_names_of_their_parameters_mean_something_new() {
        cells.printed(SAXPY);
        cells.printed("int n = 3; float[] x = {1, 2, 3}, y = {10, 10, 10};");
        assertEquals("", cells.printed("long n = 3; double[] x = {1}; String module = \"m\";"));
        assertEquals("", cells.printed("double module = 1; int launch() { return 1; }"));
        assertEquals("", cells.printed("long launch() { return 1; }"));
        assertEquals("12.0", cells.value("lin.saxpy(1, 32, 3, 2f, new float[] {1, 2, 3}, y); y[0]"));
    }

    @Test
    void what_a_command_does_not_take_is_refused() {
        cells.printed(SAXPY);
        refused("%cuda cache clear please", "%cuda cache does not know what to do with \"please\".");
        refused("%cuda info lin", "%cuda info does not know what to do with \"lin\".");
        refused("%cuda profile lin --runs 3", "%cuda profile takes no --runs.");
        refused("%cuda check lin --fast-math", "%cuda check takes no --fast-math; that is an option of cells, %%cuda.");
        refused("%cuda tune lin --yes --block 64 -- f()", "%cuda tune takes no --yes.");
        refused("%cuda tune lin --block 64, 128 -- f()",
                "%cuda tune does not know what to do with \"128\": values stand"
                        + " behind one another with commas and no blanks, such as --block 64,128.");
        refused("%cuda tune lin --block 64 -- lin.saxpy(1, blok)", "There is no variable `blok`",
                "| lin.saxpy(1, blok);");
        refused(SAXPY.replace("--name lin", "--name a.b"), "--name takes the name of a Java variable, not \"a.b\".");
    }

    @Test
    void templates_are_told_with_how_to_get_at_them() {
        var told = cells.printed("%%cuda --name t\ntemplate <class T> __global__ void twice(T* x) { x[0] *= 2; }\n");
        assertTrue(told.startsWith("t: twice is a template: t.kernel(\"twice<...>\")\n"), told);
    }

    @Test
    void an_error_is_at_the_cells_own_line() {
        var told = cells.failure("%%cuda\n__global__ void k(float* x) {\n    x[0] = y;\n}\n");
        assertTrue(told.contains("line 3, column 12: "), told);
        assertTrue(told.contains("    x[0] = y;\n"), told);
    }

    @Test
    void a_fault_names_the_cells_own_line() {
        cells.printed(
                "%%cuda --name bad --backend cpu\n__global__ void k(float* x) {\n    x[threadIdx.x + 1] = 1;\n}\n");
        var told = cells.failure("bad.k(1, 4, new float[4])");
        assertTrue(told.contains("index 4 of x, which has 4 elements"), told);
        assertTrue(told.contains("line 3"), told);
        assertTrue(told.contains("thread (3,0,0)"), told);
    }

    @Test
    void the_same_cell_again_comes_from_the_cache_and_keeps_its_class() {
        cells.printed(SAXPY);
        cells.printed("var before = lin;");
        assertTrue(cells.printed(SAXPY).contains("from the cache"));
        assertEquals("true", cells.value("before.getClass() == lin.getClass()"));
        var changed = cells.printed(SAXPY.replace("int n, ", "int n, int unused, "));
        assertFalse(changed.contains("reset"), changed);
        assertEquals("19.0", cells.value("var z = new float[] {19}; lin.saxpy(1, 1, 0, 0, 1f, z, z); z[0]"));
        assertTrue(cells.printed("%cuda cache").startsWith("2 compiled cells"), "two forms");
        assertTrue(cells.printed("%cuda cache clear").startsWith("Deleted 2"));
    }

    @Test
    void templates_structs_and_headers_of_the_notebooks_folder_work() throws Exception {
        Files.writeString(folder.resolve("real.h"), "typedef double real;\n");
        cells.printed("""
                %%cuda --name t --backend cpu -D FACTOR=3 -D OFFSET=1
                #include "real.h"
                struct Pair { real a; int b; };
                template <typename T> __global__ void scale(T* x) { x[threadIdx.x] = FACTOR * x[threadIdx.x] + OFFSET; }
                __global__ void sum(Pair p, real* out) { out[0] = p.a + p.b; }
                """);
        cells.printed("record Pair(double a, int b) {}\nvar out = new double[1]; t.sum(1, 1, new Pair(0.5, 2), out);");
        assertEquals("2.5", cells.value("out[0]"));
        cells.printed("var i = new int[] {1, 2}; t.kernel(\"scale<int>\").launch(1, 2, 0, i);");
        assertEquals("[4, 7]", cells.value("Arrays.toString(i)"));
    }

    @Test
    void commands_answer_and_say_what_they_want() {
        assertTrue(cells.printed("%cuda info").contains("Compiler: "));
        cells.printed(SAXPY);
        assertTrue(cells.printed("%cuda ptx lin").contains(".entry saxpy("));
        assertTrue(cells.printed("%cuda occupancy lin 256").contains("256 threads: 100 %"));
        assertTrue(cells.printed("%cuda check lin on").contains("checked for races"));
        assertTrue(cells.printed("%cuda install").contains("343 MB"));
        assertTrue(cells.failure("%cuda ptx other").contains("There is no CUDA cell named other; there are: "));
        assertTrue(cells.failure("%cuda dance").contains("%cuda has no command dance"));
        assertTrue(cells.failure("%cuda cache drop").contains("takes clear or nothing"));
    }

    @Test
    void a_profile_counts_the_lines_of_the_cell() {
        cells.printed(SAXPY);
        cells.printed("int n = 100; float[] x = new float[n], y = new float[n]; x[7] = 3;");
        assertTrue(cells.failure("%cuda profile lin").contains("Nothing of lin has been counted"));
        assertTrue(cells.printed("%cuda profile lin on").contains("is counted"));
        assertTrue(cells.failure("%cuda profile lin").contains("No kernel of lin has been launched since"));
        cells.printed("lin.saxpy(1, 128, n, 2f, x, y);");
        assertEquals("6.0", cells.value("y[7]"));
        var shown = cells.value("%cuda profile");
        assertTrue(shown.startsWith("saxpy<<<1, 128>>>: a launch profiled on the CPU\n"), shown);
        assertTrue(shown.lines().anyMatch(line -> line.matches(" *4 .* 200 +if \\(i < n\\) y\\[i\\] = .*")), shown);
        assertTrue(cells.printed("%cuda profile lin off").contains("no longer counted"));
        assertEquals(shown, cells.value("%cuda profile lin"), "what was counted stays");
        assertTrue(cells.failure("%cuda profile lin of").contains("takes on, off or nothing, not \"of\""));
        assertEquals("200", cells.value(
                "lin.kernel(\"saxpy\").profile(1, 128, 0, n, 2f, x, y).line(4).flop()"));
    }

    @Test
    void tuning_tries_macros_and_blocks_and_leaves_the_quickest() {
        cells.printed(SAXPY.replace("if (i < n)", "for (int k = 0; k < WORK && i < n; k++)")
                .replace("--name lin",
                        "--name lin -D WORK=1"));
        cells.printed("int n = 100; float[] x = new float[n], y = new float[n]; x[0] = 1;");
        var launch = " -- lin.saxpy(dev.linnet.cuda.LaunchShape.of((n + block - 1) / block, block), n,"
                + " WORK == 1 ? 1000f : 1f, x, y)";
        var table = cells.value("%cuda tune lin -D WORK=1000,1 --block 32,64 --runs 3" + launch);
        assertTrue(table.startsWith("4 settings on CPU, median of 3 launches; results are within 1e-04 of"), table);
        assertTrue(table.lines().skip(2).findFirst().orElseThrow().matches(" +1 +(32|64) +[0-9.]+ +best"), table);
        assertTrue(cells
                .printed("%cuda tune lin -D WORK=1000,1,oops --block=64" + launch.replace("WORK == 1 ? 1000f : 1f",
                        "1000f / Integer.parseInt(WORK)"))
                .startsWith("lin is now the quickest of them, WORK=1, blocks of 64."));
        assertEquals("0.0", cells.value("y[0]"), "as before");
        assertTrue(cells.failure("%cuda tune lin" + launch).contains("needs something to try: -D NAME=VALUE,VALUE"));
        assertTrue(cells.failure("%cuda tune lin --block 64").contains("takes the launch behind two dashes"));
        assertTrue(cells.failure("%cuda tune lin --block many -- f()").contains("--block takes whole numbers"));
        assertTrue(cells.failure("%cuda tune lin -D 8,16 -- f()").contains("-D takes NAME=VALUE,VALUE, not \"8\""));
        assertTrue(cells.failure("%cuda tune lin -D TILE=8 -- f()").contains("does not mention TILE"));
        assertTrue(cells.failure("%cuda tune other --block 64 -- f()").contains("no CUDA cell named other"));
        assertTrue(cells.failure("%cuda tune lin --block 64 -- f()").contains("f()"), "Java's own errors show");
        assertTrue(cells.failure("%%cuda --block 64\n__global__ void k() {}").contains("--block is for commands"));
        assertTrue(cells.failure("%cuda ptx lin much too many").contains("does not know what to do with \"much\""));
    }

    @Test
    void a_method_that_is_no_kernel_says_which_there_are() {
        cells.printed(SAXPY);
        var told = cells.failure("lin.launch(1, 32, 3, 2f, new float[3], new float[3])");
        assertTrue(told.contains("lin has no kernel launch. Its kernels are methods:"
                + " lin.saxpy(grid, block, n, a, x, y)"), told);
    }

    @Test
    void options_that_do_not_fit_are_refused() {
        assertTrue(
                cells.failure("%%cuda --arch 90\n__global__ void k() {}").contains("arch: \"90\" is no architecture"));
        assertTrue(cells.failure("%%cuda --std 11\n__global__ void k() {}").contains("14"));
        assertTrue(cells.failure("%%cuda --maxreg many\n__global__ void k() {}")
                .contains("--maxreg takes a whole number"));
        assertTrue(cells.failure("%%cuda --name 1x\n__global__ void k() {}")
                .contains("takes the name of a Java variable"));
        assertTrue(cells.failure("%%cuda --backend tpu\n__global__ void k() {}").contains("auto"));
        assertTrue(cells.failure("%%cuda\nint f();").contains("there is no kernel here"));
        assertTrue(cells.failure("%%cuda info\n__global__ void k() {}").contains("takes options only"));
    }

    @Test
    void a_demanded_gpu_that_is_not_there_fails() {
        assumeFalse(DriverProbe.ask().usable(), "there is a GPU");
        var told = cells.failure("%%cuda --backend gpu\n__global__ void k() {}");
        assertTrue(told.contains("A GPU is demanded, and there is none to be used"), told);
    }

    @Test
    void options_commands_and_the_magic_itself_complete() {
        assertTrue(matches("%%cu").contains("cuda"));
        assertTrue(matches("%%cuda --ba").contains("--backend"));
        assertEquals(List.of("cpu"), matches("%%cuda --backend c"));
        assertTrue(matches("%cuda occ").contains("occupancy"));
        assertTrue(cells.printed("%cuda?").contains("%cuda and %%cuda: Compiles the cell as CUDA C++"));
    }

    private List<String> matches(String code) {
        return cells.session.complete(code, code.length()).matches().stream().map(Completion.Match::text).toList();
    }
}
