package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.Linear;

/** How weights begin. */
final class Weights {
    private Weights() {}

    /** A linear map with a bias of 0 and weights U(-b, b), b = sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010). */
    static Linear linear(Parameters parameters, String name, int outputs, int inputs) {
        return stacked(parameters, name, 1, outputs, inputs);
    }

    /** Several such maps of the same input above each other, each with the bound of its own size. */
    static Linear stacked(Parameters parameters, String name, int maps, int outputs, int inputs) {
        double bound = Math.sqrt(6.0 / (inputs + outputs));
        return new Linear(parameters.uniform(name + ".weight", maps * outputs, inputs, bound),
                parameters.constant(name + ".bias", 1, maps * outputs, 0));
    }
}
