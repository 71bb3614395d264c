package dev.linnet.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecurrentTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @MethodSource("dev.linnet.attention.Rules#all")
    void gradients_of_every_input_equal_central_differences(AttentionRule rule) {
        var random = new Random(1);
        var inputs = new RandomInputs(2);
        for (Layout layout : new Layout[] {Layout.of(2, Rules.HEADS, 7, 3, 4),
                Layout.packed(Rules.HEADS, new int[] {0, 1, 6}, 4, 2)}) {
            DoubleInputs in = inputs.of(rule, layout).withInitialState(inputs.initialState(rule, layout)).toDouble();
            double[] dO = RandomInputs.wide(inputs.outputLike(layout));
            double[] dS = RandomInputs.wide(inputs.finalStateLike(rule, layout));
            DoubleGradients g = Recurrent.of(rule).backward(in, dO, dS);
            double[][] arrays = {in.q(), in.k(), in.v(), in.logDecay(), in.beta(), in.initialState()};
            double[][] gradients = {g.q(), g.k(), g.v(), g.logDecay(), g.beta(), g.initialState()};
            for (int a = 0; a < arrays.length; a++) {
                for (int n = 0; n < 20 && arrays[a].length > 0; n++) {
                    int at = random.nextInt(arrays[a].length);
                    double difference = difference(rule, in, arrays[a], at, dO, dS);
                    assertEquals(difference, gradients[a][at], 1e-7 * Math.max(1, Math.abs(difference)),
                            "input " + a + "[" + at + "]");
                }
            }
        }
    }

    private static double difference(AttentionRule rule, DoubleInputs in, double[] array, int at, double[] dO,
            double[] dS) {
        double kept = array[at];
        array[at] = kept + STEP;
        double up = loss(rule, in, dO, dS);
        array[at] = kept - STEP;
        double down = loss(rule, in, dO, dS);
        array[at] = kept;
        return (up - down) / (2 * STEP);
    }

    private static double loss(AttentionRule rule, DoubleInputs in, double[] dO, double[] dS) {
        DoubleOutputs out = Recurrent.of(rule).forward(in);
        double loss = 0;
        for (int i = 0; i < dO.length; i++) {
            loss += dO[i] * out.o()[i];
        }
        for (int i = 0; i < dS.length; i++) {
            loss += dS[i] * out.finalState()[i];
        }
        return loss;
    }
}
