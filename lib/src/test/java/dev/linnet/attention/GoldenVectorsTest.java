package dev.linnet.attention;

import static dev.linnet.attention.GoldenVectors.K;
import static dev.linnet.attention.GoldenVectors.V;
import static dev.linnet.attention.GoldenVectors.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The double-precision recurrence gives the specification's numbers. */
class GoldenVectorsTest {
    private static final double BOUND = 1e-9;
    private static final AttentionOptions SCALE_1 = AttentionOptions.defaults().withScale(1);

    @Test
    void scalar_decay() {
        var rule = new AttentionRule.Retention(List.of(-0.25));
        DoubleInputs in = GoldenVectors.inputs(GoldenVectors.RAW_K);
        DoubleOutputs out = Recurrent.of(rule, SCALE_1).forward(in);
        DoubleGradients g = Recurrent.of(rule, SCALE_1).backward(in, GoldenVectors.DO, GoldenVectors.DS);
        assertEquals(6.2810296627, GoldenVectors.loss(out.o(), out.finalState()), BOUND);
        same(row(out.o(), 0, V), 0.5090863699, -0.2224550515);
        same(row(out.o(), 4, V), 0.3935117479, -0.3901219721);
        same(row(out.o(), 7, V), -0.3049095294, -0.6849802913);
        same(out.finalState(), -0.4409189142, 0.0867580545, -0.9624367931, -0.4243827913, -0.7351178858, -0.6143592014);
        same(row(g.q(), 3, K), 0.4799318029, 0.4168076377, 0.0728634808);
        same(row(g.k(), 3, K), -0.2685278286, 0.3247296557, 0.4303327414);
        same(row(g.v(), 3, V), -1.4232517027, 0.4195334077);
        same(g.initialState(), 1.1867276467, 0.5862165652, 1.2425806589, 1.1574720752, -0.5120365799, 0.0330282833);
    }

    @Test
    void gated_linear_attention() {
        var rule = new AttentionRule.Gla();
        DoubleInputs in = GoldenVectors.inputs(GoldenVectors.RAW_K).withLogDecay(GoldenVectors.CHANNEL_GATES);
        DoubleOutputs out = Recurrent.of(rule, SCALE_1).forward(in);
        DoubleGradients g = Recurrent.of(rule, SCALE_1).backward(in, GoldenVectors.DO, GoldenVectors.DS);
        assertEquals(8.0813795451, GoldenVectors.loss(out.o(), out.finalState()), BOUND);
        same(row(out.o(), 0, V), 0.5584050318, -0.2184012640);
        same(row(out.o(), 4, V), -0.0285677639, -0.8083422173);
        same(row(out.o(), 7, V), -0.9633155475, -1.0955234053);
        same(out.finalState(), 0.2170942393, 0.5833221416, -0.5860531273, -0.0163846770, -0.7699861819, -0.5536473418);
        same(row(g.q(), 3, K), 0.6636007908, 0.6186670096, 0.1751551298);
        same(row(g.k(), 3, K), -0.2877534507, 0.3605375765, 0.4527607316);
        same(row(g.v(), 3, V), -1.5773838422, 0.2886806314);
        same(row(g.logDecay(), 3, K), 1.7397079122, 0.8447816461, -1.5331939253);
        assertEquals(13.8632577188, Arrays.stream(g.logDecay()).sum(), BOUND);
        same(g.initialState(), 2.0243110500, 1.3227715933, 1.5175929902, 1.7998788850, -0.9401192926, -0.1578734785);
    }

    @Test
    void delta_rule() {
        var rule = new AttentionRule.DeltaNet(EigenvalueRange.SIGNED);
        DoubleInputs in = GoldenVectors.inputs(GoldenVectors.UNIT_K).withBeta(GoldenVectors.BETA);
        DoubleOutputs out = Recurrent.of(rule, SCALE_1).forward(in);
        DoubleGradients g = Recurrent.of(rule, SCALE_1).backward(in, GoldenVectors.DO, GoldenVectors.DS);
        assertEquals(3.5138015991, GoldenVectors.loss(out.o(), out.finalState()), BOUND);
        same(row(out.o(), 0, V), 0.4325918287, -0.1742945057);
        same(row(out.o(), 4, V), 1.1111377402, 0.8354575756);
        same(row(out.o(), 7, V), -0.0397147886, -0.3620348192);
        same(out.finalState(), -0.4230593184, -0.2568383238, -0.8207054634, -0.7023083498, -0.4459020631,
                -0.6162854182);
        same(row(g.q(), 3, K), 0.2116275900, -0.1797256012, -0.3409816342);
        same(row(g.k(), 3, K), 1.1187822388, 0.6745750954, 0.1548464132);
        same(row(g.v(), 3, V), -1.2897991176, -0.6768901658);
        same(g.beta(), -0.0039181230, 0.6881481739, -0.2846908288, 0.2293595172, -0.0065396812, -0.3650975709,
                -0.9067921785,
                -0.2013915031);
        same(g.initialState(), -0.3853995997, -0.8003321493, 0.0518124370, 0.8123004230, -0.6583576736, -0.1176793513);
    }

    @Test
    void gated_delta_rule() {
        var rule = new AttentionRule.GatedDeltaNet(EigenvalueRange.SIGNED);
        DoubleInputs in = GoldenVectors.inputs(GoldenVectors.UNIT_K)
                .withBeta(GoldenVectors.BETA)
                .withLogDecay(GoldenVectors.SCALAR_GATES);
        DoubleOutputs out = Recurrent.of(rule, SCALE_1).forward(in);
        DoubleGradients g = Recurrent.of(rule, SCALE_1).backward(in, GoldenVectors.DO, GoldenVectors.DS);
        assertEquals(3.5303063182, GoldenVectors.loss(out.o(), out.finalState()), BOUND);
        same(row(out.o(), 0, V), 0.4254152918, -0.1797152778);
        same(row(out.o(), 4, V), 1.1042400338, 0.8205854731);
        same(row(out.o(), 7, V), 0.0565924921, -0.3150831912);
        same(out.finalState(), -0.4798330965, -0.2759295237, -0.7680795037, -0.6939767043, -0.4035631374,
                -0.5868361506);
        same(g.beta(), -0.0078520240, 0.8747027020, -0.2392598260, 0.3331521521, -0.0388376402, -0.1175074596,
                -1.1027800522,
                -0.2237151987);
        same(g.logDecay(), -0.1783894202, -0.3649216788, -0.2355241407, -0.1501649140, -0.3091534173, 0.0772781550,
                0.9746379834,
                0.6551302290);
        same(row(g.k(), 3, K), 0.9599621599, 0.8007082566, 0.5145917681);
        same(row(g.v(), 3, V), -1.2409075019, -0.4448042032);
    }

    /** Four steps of two writes; a step's query is that of its second write. */
    @Test
    void gated_delta_product() {
        var rule = new AttentionRule.DeltaProduct(2, true, EigenvalueRange.SIGNED);
        var q = new double[4 * K];
        for (int s = 0; s < 4; s++) {
            System.arraycopy(GoldenVectors.Q, (2 * s + 1) * K, q, s * K, K);
        }
        double[] dO = Arrays.copyOf(GoldenVectors.DO, 4 * V);
        DoubleInputs in = DoubleInputs.of(Layout.of(1, 1, 4, K, V), q, GoldenVectors.UNIT_K, GoldenVectors.VALUES)
                .withBeta(GoldenVectors.BETA)
                .withLogDecay(Arrays.copyOf(GoldenVectors.SCALAR_GATES, 4))
                .withInitialState(GoldenVectors.S0);
        DoubleOutputs out = Recurrent.of(rule, SCALE_1).forward(in);
        DoubleGradients g = Recurrent.of(rule, SCALE_1).backward(in, dO, GoldenVectors.DS);
        assertEquals(3.8171739495, GoldenVectors.loss(out.o(), out.finalState()), BOUND);
        same(row(out.o(), 0, V), 1.2384262294, 1.2466182134);
        same(row(out.o(), 2, V), 0.5429255242, -0.0459742173);
        same(row(out.o(), 3, V), -0.0314560384, -0.4023694391);
        same(out.finalState(), -0.4387252759, -0.2409524718, -0.8032189168, -0.7102787261, -0.4531937154,
                -0.6420802010);
        same(g.beta(), 0.0237150230, 0.5684958515, -0.6974527811, 0.4148699618, 0.1618562859, 0.3972562261,
                0.1426307808, 0.0031998895);
        same(g.logDecay(), -0.4113130436, -1.3069381582, -0.2885589909, -0.4941972654);
    }

    private static void same(double[] actual, double... expected) {
        assertArrayEquals(expected, actual, BOUND);
    }
}
