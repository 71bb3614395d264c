package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameters;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.transformer.Encoder;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One network from a table to what is asked: an encoder reads the table, a set of labelled structures; decoders label another structure, or
 * write the rule, or both.
 */
public final class Empiricist implements Learner {
    /** What an empiricist learns. */
    public enum Kind {
        /** Emp-L: labels only. */
        LABELS,
        /** Emp-C, the conscious one: labels and rules. */
        CONSCIOUS,
        /** Emp-R: rules only. */
        RULES
    }

    final Encoding encoding;
    final TableEmbedding embedding;
    final Encoder encoder;
    final LabelHead label;
    final RuleHead rule;
    private final Parameters parameters;
    private final TransformerConfig config;
    private final Kind kind;
    private final double ruleWeight;

    /**
     * An empiricist that knows nothing yet.
     *
     * @param ruleWeight weight of the rule's loss beside the label's, above 0; of no use to {@link Kind#LABELS}
     * @param seed       decides its first weights
     */
    public Empiricist(Kind kind, Encoding encoding, TransformerConfig config, double ruleWeight, long seed) {
        if (!(ruleWeight > 0)) {
            throw new IllegalArgumentException("ruleWeight is " + ruleWeight + "; it must be above 0.");
        }
        this.kind = kind;
        this.encoding = encoding;
        this.config = config;
        this.ruleWeight = kind == Kind.LABELS ? 0 : ruleWeight;
        parameters = new Parameters(seed);
        embedding = new TableEmbedding(parameters, "table", encoding, config.width());
        encoder = new Encoder(parameters, "encoder", config);
        label = kind == Kind.RULES ? null : new LabelHead(parameters, "label", encoding, config);
        rule = kind == Kind.LABELS ? null : new RuleHead(parameters, "rule", encoding, config);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    /** What it learns. */
    public Kind kind() {
        return kind;
    }

    @Override
    public String description() {
        return "empiricist for %s of %s, rule weight %s".formatted(kind, config, ruleWeight);
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    /** Its size. */
    public TransformerConfig config() {
        return config;
    }

    @Override
    public boolean readsTables() {
        return true;
    }

    @Override
    public double labelWeight() {
        return label == null ? 0 : 1;
    }

    @Override
    public double ruleWeight() {
        return ruleWeight;
    }

    /**
     * Labels of structures as the table has it.
     *
     * @throws IllegalArgumentException if the table is empty or of another world
     * @throws IllegalStateException    if this empiricist has not learned to label
     */
    public boolean[] labels(LabelledTable table, int... structures) {
        requireReadable(table);
        if (label == null) {
            throw new IllegalStateException(
                    "This empiricist writes rules only; ask one of the kind LABELS or CONSCIOUS.");
        }
        var labels = new boolean[1][structures.length];
        label.label(parameters.values(), encode(table), 1, table.size(), structures, 800, labels, 0);
        return labels[0];
    }

    /**
     * The rules that the table makes most probable, the most probable first.
     *
     * @param beams kept by the search, at least 1
     * @throws IllegalArgumentException if beams is less than 1 or the table is empty or of another world
     * @throws IllegalStateException    if this empiricist has not learned to write rules
     */
    public List<Conjecture> conjectures(LabelledTable table, int beams) {
        return conjectures(table, beams, encoding.vocabulary().length());
    }

    /** The same for the first {@code length} tokens of rules, sos included. */
    List<Conjecture> conjectures(LabelledTable table, int beams, int length) {
        BeamSearch.requireBeams(beams);
        requireReadable(table);
        if (rule == null) {
            throw new IllegalStateException("This empiricist labels only; ask one of the kind CONSCIOUS or RULES.");
        }
        return new BeamSearch(rule, beams, length, table.size()).search(parameters.values(), encode(table));
    }

    private void requireReadable(LabelledTable table) {
        encoding.requireWorld(table.universe(), "The table");
        if (table.isEmpty()) {
            throw new IllegalArgumentException("The table is empty; look at a structure first.");
        }
    }

    /** What the encoder makes of a table, {@code [table size][width]}. */
    float[] encode(LabelledTable table) {
        int size = table.size();
        var digits = new int[size * encoding.cells()];
        var tableLabels = new int[size];
        for (int i = 0; i < size; i++) {
            encoding.digits(table.structure(i), digits, i * encoding.cells());
            tableLabels[i] = table.label(i) ? 1 : 0;
        }
        var memory = new float[size * config.width()];
        embedding.forward(parameters.values(), digits, tableLabels, memory, size);
        encoder.pass(1, size).forward(parameters.values(), memory, 1, null);
        return memory;
    }

    @Override
    public Pass pass(int samples, int tableSize, int queries) {
        return new EmpiricistPass(samples, tableSize, queries);
    }

    private final class EmpiricistPass implements Pass {
        private final int width = config.width();
        private final int time;
        private final Encoder.Pass encode;
        private final LabelHead.Pass labelPass;
        private final RuleHead.Pass rulePass;
        private final float[] memory;
        private final float[] dMemory;

        private EmpiricistPass(int samples, int tableSize, int queries) {
            time = tableSize;
            encode = encoder.pass(samples, time);
            labelPass = label == null ? null : label.pass(samples, queries, time);
            rulePass = rule == null ? null : rule.pass(samples, time);
            memory = new float[samples * time * width];
            dMemory = new float[memory.length];
        }

        @Override
        public Losses losses(float[] values, Batch batch, double share, float[] gradient, SplittableRandom random) {
            int samples = batch.size();
            embedding.forward(values, batch.tables(), batch.tableLabels(), memory, samples * time);
            encode.forward(values, memory, samples, random);
            Arrays.fill(dMemory, 0, samples * time * width, 0f);
            Losses losses = new Losses(samples, 0, 0);
            if (labelPass != null) {
                labelPass.forward(values, batch.structures(), memory, samples, random);
                losses = labelPass.loss(batch.labels(), samples, share);
                if (gradient != null) {
                    labelPass.backward(values, batch.structures(), memory, dMemory, gradient, samples);
                }
            }
            if (rulePass != null) {
                rulePass.forward(values, batch.rules(), memory, samples, random);
                Losses found = rulePass.loss(batch.rules(), samples, share * ruleWeight);
                losses = new Losses(samples, losses.label(), found.rule());
                if (gradient != null) {
                    rulePass.backward(values, batch.rules(), memory, dMemory, gradient, samples);
                }
            }
            if (gradient != null) {
                encode.backward(values, dMemory, gradient, samples);
                embedding.backward(batch.tables(), batch.tableLabels(), dMemory, gradient, samples * time);
            }
            return losses;
        }
    }
}
