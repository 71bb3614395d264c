package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.DecaySchedule;
import dev.linnet.attention.EigenvalueRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The operators as a command line names them: those of {@link AttentionRule#family}. */
enum OperatorName {
    SOFTMAX, DIAGONAL, LINEAR, NORMALISED, TRANSNORMER1, TRANSNORMER2, RETENTION, SCALAR_GATED, GLA, DELTANET, GATED_DELTANET, DELTAPRODUCT, GATED_DELTAPRODUCT;

    /** Those measured unless the command line says otherwise: one of each algorithm. */
    static final List<OperatorName> USUAL = List.of(SOFTMAX, LINEAR, NORMALISED, RETENTION, SCALAR_GATED, GLA, DELTANET,
            GATED_DELTANET, DELTAPRODUCT, GATED_DELTAPRODUCT);

    AttentionRule rule(int heads) {
        return switch (this) {
            case SOFTMAX -> new AttentionRule.Softmax();
            case DIAGONAL -> AttentionRule.BlockDiagonal.transNormer2(64);
            case LINEAR -> AttentionRule.Linear.plain();
            case NORMALISED -> AttentionRule.Linear.normalised();
            case TRANSNORMER1 -> AttentionRule.Linear.transNormer1();
            case TRANSNORMER2 -> AttentionRule.Linear.transNormer2();
            case RETENTION -> new AttentionRule.Retention(DecaySchedule.ALIBI.logDecay(heads, 0, 1));
            case SCALAR_GATED -> new AttentionRule.ScalarGated();
            case GLA -> new AttentionRule.Gla();
            case DELTANET -> new AttentionRule.DeltaNet(EigenvalueRange.SIGNED);
            case GATED_DELTANET -> new AttentionRule.GatedDeltaNet(EigenvalueRange.SIGNED);
            case DELTAPRODUCT -> new AttentionRule.DeltaProduct(2, false, EigenvalueRange.SIGNED);
            case GATED_DELTAPRODUCT -> new AttentionRule.DeltaProduct(2, true, EigenvalueRange.SIGNED);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The operator of this name.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    static OperatorName of(String name) {
        return Arrays.stream(values())
                .filter(operator -> operator.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no operator '" + name + "'; there are "
                        + Arrays.stream(values()).map(OperatorName::toString).collect(Collectors.joining(", "))
                        + "."));
    }
}
