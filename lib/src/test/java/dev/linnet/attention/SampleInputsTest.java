package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleInputsTest {
    @Test
    void every_rule_of_the_family_takes_its_sample_in_strict_mode_and_all_forms_agree() {
        Layout layout = Layout.of(1, 3, 70, 16, 8);
        for (AttentionRule rule : AttentionRule.family(3)) {
            FloatInputs in = SampleInputs.of(rule, layout, new Random(1));
            float[] o = Chunkwise.of(rule, AttentionOptions.defaults().withStrict(true)).forward(in).o();
            assertClose(Recurrent.of(rule).forward(in.toDouble()).o(), o, 1e-4, rule.title());
        }
    }

    @Test
    void titles_tell_the_family_apart() {
        int rules = AttentionRule.family(1).size();
        assertEquals(rules,
                AttentionRule.family(1).stream().map(AttentionRule::title).collect(Collectors.toSet()).size());
    }
}
