package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.attention.Heads;

/** The benchmark of attention on the CPU engine, where times are the wall's. */
class AttentionBenchTest {
    @TempDir
    private Path folder;

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    @Test
    void every_rule_is_timed_once_its_results_are_those_of_the_recurrence() throws IOException {
        var bench = new AttentionBench(new BenchTable(folder, "attention"), Target.CPU, 1 << 10, 1);
        assertTrue(bench.all(List.of(new Heads(1, 1, 128, 64), new Heads(2, 1, 70, 128))),
                lines("attention.log")::toString);
        var rows = lines("attention.json").stream().filter(line -> line.contains("\"what\"")).toList();
        assertEquals(20, rows.size());
        assertTrue(rows.getFirst().startsWith("  {\"what\": \"retention, width 64, 128 steps, forward\", \"best\": "));
        assertTrue(
                rows.getLast().startsWith("  {\"what\": \"DeltaProduct, width 128, 70 steps, forward and backward\""));
        assertTrue(rows.stream().allMatch(row -> row.matches(".*\"median\": [1-9].*, \"unit\": \"ms\", .*")),
                rows::toString);
        assertEquals(20, lines("attention.md").stream().filter(line -> line.contains("| ms | within 0.0")).count());
    }

    @Test
    void what_is_wrong_has_no_time() throws IOException {
        var bench = new AttentionBench(new BenchTable(folder, "attention"), Target.CPU, 1 << 10, 1) {
            @Override
            Map<String, double[]> expected(AttentionCase one) {
                var expected = super.expected(one);
                var changed = expected.get("dk");
                for (int i = 0; one.rule == AttentionCase.Rule.GLA && i < changed.length; i++) {
                    changed[i] *= 1.05;
                }
                return expected;
            }
        };
        assertFalse(bench.all(List.of(new Heads(1, 1, 64, 64))));
        var json = String.join("\n", lines("attention.json"));
        assertTrue(json.contains(
                "{\"what\": \"GLA, width 64, 64 steps, forward\", \"best\": null, \"median\": null, \"unit\": \"ms\","
                        + " \"remark\": \"not measured: dk is wrong: it differs from the recurrence by 0.048 of its norm, and 0.012 is"
                        + " allowed.\"}"),
                json);
        assertEquals(2, json.split("null, \"median\": null", -1).length - 1, json);
    }
}
