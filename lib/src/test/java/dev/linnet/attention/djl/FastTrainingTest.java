package dev.linnet.attention.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** The fast operators in DJL's training, beside the same operators composed of tensor operations. */
@Tag("libtorch")
class FastTrainingTest {
    private static final int DEPTH = 3;
    private static final int WIDTH = 12;
    private static final int BATCH = 2;
    private static final int TIME = 19;

    private static Stream<AttentionRule> rules() {
        return AttentionRule.family(SmallModel.HEADS).stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void training_steps_give_the_parameters_of_the_composed_operator(AttentionRule rule) {
        float[] before = trained(fast(rule), 0, sgd(), false);
        for (int steps : new int[] {1, 6}) {
            float[] composed = trained(ChunkwiseComposition.of(rule), steps, sgd(), false);
            assertSameChange(before, composed, trained(fast(rule), steps, sgd(), false), steps * 1e-4);
            assertSameChange(before, composed, trained(fast(rule), steps, sgd(), true), steps * 1e-4);
        }
    }

    @Test
    void training_changes_every_parameter_of_every_layer() {
        var rule = new AttentionRule.Gla();
        float[] before = trained(fast(rule), 0, sgd(), false);
        float[] after = trained(fast(rule), 1, sgd(), false);
        int changed = 0;
        for (int i = 0; i < before.length; i++) {
            changed += before[i] == after[i] ? 0 : 1;
        }
        // GLA has no write strengths: their projections, one per head, are idle; biases of keys may cancel in float
        assertTrue(changed > 0.85 * before.length, changed + " of " + before.length);
    }

    @Test
    void works_with_djls_adam() {
        var rule = new AttentionRule.ScalarGated();
        assertSameChange(trained(fast(rule), 0, sgd(), false),
                trained(ChunkwiseComposition.of(rule), 4, adam(), false), trained(fast(rule), 4, adam(), false), 1e-3);
    }

    @Test
    void a_loss_on_final_states_and_a_second_loss_are_differentiated_too() {
        var rule = new AttentionRule.GatedDeltaNet(dev.linnet.attention.EigenvalueRange.SIGNED);
        List<float[]> expected = gradientsOfTwoLosses(ChunkwiseComposition.of(rule));
        List<float[]> actual = gradientsOfTwoLosses(fast(rule));
        for (int i = 0; i < expected.size(); i++) {
            assertClose(expected.get(i), actual.get(i), 1e-4, "input " + i);
        }
    }

    private static List<float[]> gradientsOfTwoLosses(TensorOperator operator) {
        try (NDManager manager = NDManager.newBaseManager(); var collector = FastAttention.gradients()) {
            var in = TensorInputs.of(manager, operator.rule(), dev.linnet.attention.SampleInputs.of(operator.rule(),
                    dev.linnet.attention.data.Layout.packed(2, new int[] {0, 5, 12}, 4, 3), new Random(4)));
            in = in.withInitialState(manager.zeros(new Shape(2, 2, 4, 3)));
            in.tensors().forEach(x -> x.setRequiresGradient(true));
            TensorOutputs out = operator.forward(in);
            collector.backward(out.finalState().square().sum());
            collector.backward(out.o().square().sum());
            return in.tensors().stream().map(x -> x.getGradient().toFloatArray()).toList();
        }
    }

    @Test
    void an_output_may_be_closed_before_the_backward_pass() {
        var rule = AttentionRule.Linear.plain();
        try (NDManager manager = NDManager.newBaseManager(); var collector = FastAttention.gradients()) {
            NDArray x = manager.ones(new Shape(1, 1, 3, 2));
            x.setRequiresGradient(true);
            NDArray loss;
            try (var scope = new ai.djl.ndarray.NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray q = x.square();
                loss = FastAttention.of(rule).forward(TensorInputs.of(q, q, q)).o().sum();
                ai.djl.ndarray.NDScope.unregister(loss);
            }
            collector.backward(loss);
            // 6 pairs of steps, 2 channels of keys, 2 of values: a sum of 24 products of q k v = x^6 at x = 1
            assertEquals(24 * 6f, x.getGradient().sum().getFloat(), 1e-4f);
        }
    }

    @Test
    void memory_stays_flat_over_200_steps() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "the memory of a process is read from /proc");
        var rule = new AttentionRule.GatedDeltaNet(dev.linnet.attention.EigenvalueRange.SIGNED);
        try (Model model = Model.newInstance("memory")) {
            model.setBlock(new SmallModel(fast(rule), DEPTH, 32, true));
            try (Trainer trainer = new FastTrainer(model, config(sgd()))) {
                trainer.initialize(new Shape(BATCH, 256, 32));
                long early = 0;
                int arrays = 0;
                for (int step = 1; step <= 200; step++) {
                    step(trainer, step, 256, 32);
                    if (step == 40) {
                        early = nativeMemory(status);
                        arrays = model.getNDManager().getManagedArrays().size();
                    }
                }
                assertEquals(arrays, model.getNDManager().getManagedArrays().size());
                long grown = nativeMemory(status) - early;
                assertTrue(grown < 40 << 20, "160 steps took " + (grown >> 20) + " MiB");
            }
        }
    }

    /** Bytes of the process that are not Java's heap. */
    private static long nativeMemory(Path status) throws IOException {
        System.gc();
        long resident = Files.readAllLines(status)
                .stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow() << 10;
        return resident - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    @Test
    void a_collector_of_djls_own_is_refused_in_one_sentence() {
        var rule = AttentionRule.Linear.plain();
        try (NDManager manager = NDManager.newBaseManager();
                var collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.ones(new Shape(1, 1, 3, 2));
            x.setRequiresGradient(true);
            var refused = assertThrows(IllegalStateException.class,
                    () -> FastAttention.of(rule).forward(TensorInputs.of(x, x, x)));
            assertTrue(refused.getMessage().contains("FastAttention.gradients()"), refused.getMessage());
            collector.zeroGradients();
        }
        try (Model model = Model.newInstance("refused")) {
            model.setBlock(new SmallModel(fast(rule), 1, WIDTH, false));
            try (Trainer trainer = model.newTrainer(config(sgd()))) {
                trainer.initialize(new Shape(BATCH, TIME, WIDTH));
                assertThrows(IllegalStateException.class, () -> step(trainer, 1, TIME, WIDTH));
            }
        }
    }

    @Test
    void bad_inputs_are_named() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var rule = new AttentionRule.Gla();
            NDArray x = manager.ones(new Shape(1, 2, 3, 4));
            var missing = assertThrows(IllegalArgumentException.class,
                    () -> FastAttention.of(rule).forward(TensorInputs.of(x, x, x)));
            assertEquals("GLA needs logDecay of the shape (1, 2, 3, 4) and got none.", missing.getMessage());
            var shape = assertThrows(IllegalArgumentException.class, () -> ChunkwiseComposition.of(rule)
                    .forward(TensorInputs.of(x, manager.ones(new Shape(1, 2, 4, 4)), x)));
            assertTrue(shape.getMessage().startsWith("k has the shape (1, 2, 4, 4)"), shape.getMessage());
            NDArray wide = x.toType(DataType.FLOAT64, true);
            var type = assertThrows(IllegalArgumentException.class,
                    () -> FastAttention.of(AttentionRule.Linear.plain()).forward(TensorInputs.of(wide, wide, wide)));
            assertTrue(type.getMessage().startsWith("q is of type float64"), type.getMessage());
            var axes = assertThrows(IllegalArgumentException.class,
                    () -> TensorInputs.of(manager.ones(new Shape(3, 4)), x, x));
            assertTrue(axes.getMessage().startsWith("q has the shape (3, 4)"), axes.getMessage());
            var count = assertThrows(IllegalArgumentException.class,
                    () -> new AttentionBlock(FastAttention.of(rule)).forward(null, new NDList(x, x, x), false));
            assertTrue(count.getMessage().contains("takes q, k, v, log decays and possibly"), count.getMessage());
        }
    }

    private static FastAttention fast(AttentionRule rule) {
        return FastAttention.of(rule, AttentionOptions.defaults().withChunkSize(8));
    }

    private static Optimizer sgd() {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.003f)).build();
    }

    private static Optimizer adam() {
        return Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).optEpsilon(1e-3f).build();
    }

    private static DefaultTrainingConfig config(Optimizer optimizer) {
        return new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(optimizer);
    }

    /** All parameters after some steps from the same beginning on the same data. */
    private static float[] trained(TensorOperator operator, int steps, Optimizer optimizer, boolean boundaries) {
        Engine.getInstance().setRandomSeed(5);
        try (Model model = Model.newInstance("small")) {
            model.setBlock(new SmallModel(operator, DEPTH, WIDTH, boundaries));
            boolean fast = operator instanceof FastAttention;
            try (Trainer trainer = fast
                    ? new FastTrainer(model, config(optimizer))
                    : model.newTrainer(config(optimizer))) {
                trainer.initialize(new Shape(BATCH, TIME, WIDTH));
                for (int step = 0; step < steps; step++) {
                    step(trainer, step, TIME, WIDTH);
                }
            }
            var all = new ArrayList<Float>();
            model.getBlock().getParameters().forEach(pair -> {
                for (float number : pair.getValue().getArray().toFloatArray()) {
                    all.add(number);
                }
            });
            var numbers = new float[all.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = all.get(i);
            }
            return numbers;
        }
    }

    private static void step(Trainer trainer, int seed, int time, int width) {
        try (NDManager manager = trainer.getManager().newSubManager(); var collector = trainer.newGradientCollector()) {
            var random = new Random(seed);
            NDArray x = normal(manager, random, time, width);
            NDArray y = normal(manager, random, time, width);
            NDArray difference = trainer.forward(new NDList(x)).singletonOrThrow().sub(y);
            collector.backward(difference.square().mean());
            trainer.step();
        }
    }

    private static NDArray normal(NDManager manager, Random random, int time, int width) {
        var numbers = new float[BATCH * time * width];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return manager.create(numbers, new Shape(BATCH, time, width));
    }

    /** Relative to the length of the change. */
    private static void assertSameChange(float[] before, float[] expected, float[] actual, double tolerance) {
        double change = 0;
        double difference = 0;
        for (int i = 0; i < before.length; i++) {
            change += (expected[i] - before[i]) * (expected[i] - before[i]);
            difference += (expected[i] - actual[i]) * (expected[i] - actual[i]);
        }
        assertTrue(change > 0, "no parameter changed");
        assertTrue(Math.sqrt(difference / change) <= tolerance, "differs by " + Math.sqrt(difference / change));
    }

    private static void assertClose(float[] expected, float[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), what + "[" + i + "]");
        }
    }
}
