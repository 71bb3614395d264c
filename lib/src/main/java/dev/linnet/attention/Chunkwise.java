package dev.linnet.attention;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.Shapes;
import dev.linnet.attention.data.StrictCheck;
import dev.linnet.attention.decay.DecayKernel;
import dev.linnet.attention.deltachunk.DeltaKernel;
import dev.linnet.attention.device.FloatKernel;
import dev.linnet.attention.device.TensorKernel;
import dev.linnet.attention.gla.GlaKernel;
import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.softmax.BlockKernel;
import dev.linnet.cuda.Machines;
import dev.linnet.cuda.Target;
import java.util.Objects;

/**
 * A rule in its fast form: single precision, chunk by chunk, vectorised, on several threads. Extra memory does not depend on the
 * length of the sequence. Inputs of later steps do not change earlier outputs,
 * except that a hard gate of GLA may change their rounding inside its chunk. With {@link AttentionOptions#device} it computes on a GPU where
 * there is one; a GPU works step by step or by chunks of its own. An object keeps its workspaces for the next call with the same layout; calls on one object take turns.
 */
public final class Chunkwise {
    /** Steps that fill the longest vectors. */
    private static final int FULL = 16;
    private static final int MANY_WRITES = 4;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final AttentionRule rule;
    private final AttentionOptions options;
    private final Target target;
    private Layout layout;
    private ChunkKernel kernel;

    private Chunkwise(AttentionRule rule, AttentionOptions options, Target target) {
        this.rule = Objects.requireNonNull(rule, "rule");
        this.options = Objects.requireNonNull(options, "options");
        this.target = target;
    }

    public static Chunkwise of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults());
    }

    public static Chunkwise of(AttentionRule rule, AttentionOptions options) {
        return new Chunkwise(rule, options, Target.AUTO);
    }

    /** Whatever the device: its kernels run there, also on the CPU's engine for them. */
    static Chunkwise on(Target target, AttentionRule rule, AttentionOptions options) {
        return new Chunkwise(rule, options, target);
    }

    /** Whether this layout is computed on a GPU: the options say so, there is one, and it has kernels for it. */
    public boolean onGpu(Layout of) {
        return options.device() != Device.CPU && hasKernels(of) && !Machines.title().equals("CPU");
    }

    private boolean hasKernels(Layout of) {
        if (rule instanceof AttentionRule.Comparing || rule.linearForm().featureMap() != FeatureMap.IDENTITY
                || rule.linearForm().norm() != OutputNorm.NONE) {
            return false;
        }
        return options.device() == Device.GPU_BF16
                ? TensorKernel.runs(rule.stateRule(), of)
                : FloatKernel.runs(of);
    }

    /**
     * Outputs and final states.
     *
     * @throws IllegalArgumentException if the arrays do not have the lengths which the rule and the layout ask for, or the options
     *         are strict and a number is not as it should be
     */
    public FloatOutputs forward(FloatInputs in) {
        check(in);
        var out = new FloatOutputs(floats("o", in.layout().rows() * in.layout().valueDim(), in),
                floats("the final state", stateNumbers(in.layout()), in));
        forward(in, out);
        return out;
    }

    /** The same into arrays of the caller's. */
    public synchronized void forward(FloatInputs in, FloatOutputs out) {
        check(in);
        Shapes.checkGradients(in.layout(), stateColumns(in.layout()), out.o().length, out.finalState().length);
        kernelFor(in.layout()).forward(in, out);
    }

    /**
     * Gradients of a loss with respect to every input.
     *
     * @param outputGradient     gradient of o
     * @param finalStateGradient gradient of the final state; empty for zero
     */
    public FloatGradients backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient) {
        check(in);
        var gradients = new FloatGradients(floats("dq", in.q().length, in), floats("dk", in.k().length, in),
                floats("dv", in.v().length, in), floats("dlogDecay", in.logDecay().length, in),
                floats("dbeta", in.beta().length, in), floats("dS0", stateNumbers(in.layout()), in));
        backward(in, outputGradient, finalStateGradient, gradients);
        return gradients;
    }

    /** The same into arrays of the caller's. */
    public synchronized void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient,
            FloatGradients gradients) {
        check(in);
        Shapes.checkGradients(in.layout(), stateColumns(in.layout()), outputGradient.length, finalStateGradient.length);
        Shapes.check(rule.stateRule(), stateColumns(in.layout()),
                new FloatInputs(in.layout(), gradients.q(), gradients.k(),
                        gradients.v(), gradients.logDecay(), gradients.beta(), gradients.initialState()));
        kernelFor(in.layout()).backward(in, outputGradient, finalStateGradient, gradients);
    }

    /** Steps of a chunk for this layout: what the options say, else what was chosen, and never more than the longest sequence has. */
    public int chunkSize(Layout of) {
        return Math.min(options.chunkSize().orElse(chosenChunk(of)), Math.max(1, of.longest()));
    }

    private void check(FloatInputs in) {
        Shapes.check(rule.stateRule(), stateColumns(in.layout()), in);
        if (options.strict()) {
            StrictCheck.check(rule.stateRule(), rule.maxBeta(), in);
        }
    }

    private int stateColumns(Layout of) {
        return rule.stateColumns(of.valueDim());
    }

    private long stateNumbers(Layout of) {
        return (long) of.states() * of.keyDim() * stateColumns(of);
    }

    /** An array for a result, or one sentence where no array or no heap is large enough for it. */
    private static float[] floats(String what, long count, FloatInputs in) {
        String needs = what + " of the layout " + in.layout() + " needs " + count * Float.BYTES + " bytes, more than ";
        if (count > LARGEST_ARRAY) {
            throw new IllegalArgumentException(
                    needs + "one Java array holds: split the batch, or make heads narrower.");
        }
        try {
            return new float[(int) count];
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException(needs + "the heap has left (at most " + Runtime.getRuntime().maxMemory()
                    + " in all): give the JVM more with -Xmx, or split the batch.", e);
        }
    }

    private ChunkKernel kernelFor(Layout wanted) {
        if (kernel == null || !wanted.equals(layout)) {
            kernel = build(wanted);
            layout = wanted;
        }
        return kernel;
    }

    private ChunkKernel build(Layout of) {
        double scale = options.scaleFor(rule, of.keyDim());
        if (target == Target.AUTO ? onGpu(of) : hasKernels(of)) {
            return options.device() == Device.GPU_BF16
                    ? new TensorKernel(rule.stateRule(), scale, target)
                    : new FloatKernel(rule.stateRule(), scale, target);
        }
        int chunk = chunkSize(of);
        int threads = Math.min(options.threads(), Math.max(of.states(), (of.longest() + chunk - 1) / chunk));
        return switch (rule) {
            case AttentionRule.Linear _,AttentionRule.Retention _,AttentionRule.ScalarGated _ ->
                new DecayKernel(rule.stateRule(), rule.linearForm(), scale, of, chunk, threads);
            case AttentionRule.Gla _ -> new GlaKernel(scale, of, chunk, threads);
            case AttentionRule.DeltaNet _,AttentionRule.GatedDeltaNet _,AttentionRule.DeltaProduct _ ->
                new DeltaKernel(rule.stateRule(), scale, of, chunk, threads);
            case AttentionRule.Comparing comparing -> new BlockKernel(comparing.blockForm(), scale, of, chunk, threads);
        };
    }

    /**
     * What measured best: longer chunks cost more inside, shorter ones more at their borders. The delta rule works most inside. Several
     * writes to a step share a chunk, but queries too had better fill vectors.
     */
    private int chosenChunk(Layout of) {
        int widest = Math.max(of.keyDim(), of.valueDim());
        int rows = widest <= 32 || (rule.stateRule().delta() && widest <= 64) ? 32 : 64;
        int writes = rule.stateRule().writes();
        int steps = rows / writes / FULL * FULL;
        return writes <= MANY_WRITES ? Math.max(FULL, steps) : Math.max(1, rows / writes);
    }
}
