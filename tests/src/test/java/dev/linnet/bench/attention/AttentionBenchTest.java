package dev.linnet.bench.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionRule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.EntityResolver;
import org.xml.sax.InputSource;

class AttentionBenchTest {
    private static String misuse(String... args) {
        var err = new ByteArrayOutputStream();
        var to = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(2, AttentionBench.run(args, to, to));
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void bad_arguments_are_named_in_one_sentence() {
        assertTrue(misuse("operators=mamba").startsWith("linnet: There is no operator 'mamba'; there are softmax, "));
        assertEquals("linnet: --lengths takes numbers from 1 to 16777216, not 0.", misuse("lengths=512,0"));
        assertEquals("linnet: --dims takes whole numbers, not 'wide'.", misuse("dims=wide"));
        int cores = Runtime.getRuntime().availableProcessors();
        assertEquals("linnet: --threads takes numbers from 1 to " + cores + " (this machine has " + cores
                + " cores), not 100000.", misuse("threads=100000"));
        assertEquals(
                "linnet: A chunk of 1024 steps does not fit into a sequence of 512; give smaller --chunks or longer"
                        + " --lengths.",
                misuse("lengths=4096,512", "chunks=1024"));
    }

    @Test
    void a_plan_is_quick_unless_it_says_otherwise() {
        Plan quick = Plan.of(new String[] {});
        assertEquals(List.of(4096), quick.times());
        assertEquals(List.of(1), quick.threads());
        assertEquals(OperatorName.USUAL, quick.operators());
        Plan chosen = Plan.of(new String[] {"operators=gla, deltanet", "lengths=512,65536", "heads=2"});
        assertEquals(List.of(OperatorName.GLA, OperatorName.DELTANET), chosen.operators());
        assertEquals(2, chosen.heads(65536));
        assertEquals(1, chosen.heads(1 << 20));
    }

    @Test
    void every_operator_of_the_family_has_a_name_and_is_found_by_its_title() {
        assertEquals(AttentionRule.family(4), Arrays.stream(OperatorName.values()).map(o -> o.rule(4)).toList());
        for (OperatorName operator : OperatorName.values()) {
            assertEquals(operator, OperatorName.of(operator.toString()));
            assertEquals(operator.rule(4), Rules.of(operator.rule(4).title(), 4));
        }
        assertThrows(IllegalArgumentException.class, () -> Rules.of("mamba", 1));
    }

    private static Row row(OperatorName operator, int time) {
        var what = new Measuring.Case(operator, time, 64, 4, 0, 1);
        double micros = time * 4 * 0.2;
        return new Row(what, 64, Optional.of(new Measured(micros, 0, 0)), Optional.of(new Measured(4 * micros, 16, 0)),
                Optional.of(new Measured(3.5 * micros, 99, 128)), Optional.of(new Measured(10 * micros, 99, 64)),
                Optional.empty(), 200);
    }

    /** 0.2 us a token; 2 * 64 * 128 + 4 * 64 * 64 = 32768 operations in them are 164 GFLOP/s, of 200. */
    @Test
    void a_table_shows_rates_shares_and_ratios() {
        String table = new AttentionTable(List.of(row(OperatorName.RETENTION, 4096))).markdown();
        assertEquals(
                "| retention | 64 | 200 | 5.00 | 164 | 82 % | 3.50 (128) |  | 800 | 143 | 72 % | 2.50 (64) | 16.0 |",
                table.lines().toList().getLast());
        String plain = new AttentionTable(List.of(row(OperatorName.RETENTION, 4096), row(OperatorName.GLA, 4096)))
                .plain();
        assertEquals(1, plain.lines().map(String::length).distinct().count());
    }

    @Test
    void charts_are_svg_for_one_length_and_for_several() throws Exception {
        for (List<Row> rows : List.of(List.of(row(OperatorName.RETENTION, 4096), row(OperatorName.GLA, 4096)),
                List.of(row(OperatorName.SOFTMAX, 512), row(OperatorName.SOFTMAX, 4096)))) {
            var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            EntityResolver nothing = (_, _) -> new InputSource(new StringReader(""));
            builder.setEntityResolver(nothing);
            var svg = builder.parse(new InputSource(new StringReader(AttentionChart.svg(rows))));
            assertEquals("svg", svg.getDocumentElement().getTagName());
        }
    }
}
