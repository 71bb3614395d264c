package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Machines;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.gpu.DriverProbe;

/** What is found of the GPU, and the plainest launches on it. */
@OnGpu
class DeviceOnGpu {
    @Test
    void what_there_is_can_be_told() throws InterruptedException {
        var probe = DriverProbe.ask();
        assertTrue(probe.version().matches("\\d+\\.\\d"), probe.version());
        assertNotEquals("CPU", Machines.title());
        Findings.note(Machines.title() + "; " + probe.reason());
        Machines.notes().forEach(Findings::note);
        Compilers.ofThisMachine().notes().forEach(Findings::note);
        assertTrue(Machines.notes().getFirst().startsWith("GPU: " + probe.reason()), Machines.notes().toString());
    }

    @Test
    void a_kernel_runs_and_its_report_is_whole() {
        var twins = Twins.compile("benchmark", Cells.BENCHMARK);
        int n = 100_000;
        var x = new float[n];
        var y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i * 0.37f;
            y[i] = 1f / (i + 1);
        }
        var report = twins.same("saxpy", LaunchShape.forRange(n), n, 0.3f, x, y);
        assertEquals(Math.fma(0.3f, x[7], 1f / 8), y[7]);
        assertTrue(report.nanos() > 0, report.toString());
        assertTrue(report.registers() > 0 && report.occupancy() > 0.9, report.toString());
        Findings.note(report.toString());
        Findings.note("compiled by " + twins.gpu().compiled().compiler() + " for " + twins.gpu().compiled().arch()
                + (twins.gpu().compiled().cached() ? ", from the cache" : ""));
    }

    @Test
    void a_kernel_without_parameters_runs() {
        Twins.compile("faults", Cells.FAULTS).gpu().kernel("nothing").launch(1, 1, 0);
    }

    @Test
    void many_launches_in_a_row_work_on_the_same_buffer() {
        var twins = Twins.compile("faults", Cells.FAULTS);
        try (var x = dev.linnet.cuda.Buffer.of(1f, 2f, 3f)) {
            for (int i = 0; i < 20; i++) {
                twins.gpu().kernel("twice").launch(1, 3, 0, x);
            }
            assertArrayEquals(new float[] {1 << 20, 2 << 20, 3 << 20}, x.toFloats());
        }
    }

    @Test
    void the_shared_temporary_folder_stays_clean() throws Exception {
        Machines.title();
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("JCuda") || name.startsWith("linnet-jcuda"))
                    .toList());
        }
    }
}
