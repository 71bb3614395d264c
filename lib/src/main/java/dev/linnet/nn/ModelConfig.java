package dev.linnet.nn;

/** Everything that decides a model but its weights. */
public sealed interface ModelConfig permits BlockConfig, GateNetworkConfig {
    /** The number of input tokens. */
    int vocabulary();

    /** The channels of the model's activations. */
    int width();

    /** The number of output classes. */
    int classes();

    /** This configuration for another task. */
    ModelConfig withTokens(int vocabulary, int classes);

    /** A freshly initialised model; {@code seed} decides every weight. */
    SequenceModel build(long seed);
}
