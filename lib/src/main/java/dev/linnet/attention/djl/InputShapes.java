package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** The shapes that a rule asks of its inputs. */
record InputShapes(AttentionRule rule, Layout layout) {
    private StateRule state() {
        return rule.stateRule();
    }

    private long writes() {
        return (long) layout.time() * state().writes();
    }

    boolean gated() {
        return state().gate() == Gate.SCALAR || state().gate() == Gate.CHANNEL;
    }

    Shape q() {
        return new Shape(layout.batch(), layout.heads(), layout.time(), layout.keyDim());
    }

    Shape k() {
        return new Shape(layout.batch(), layout.heads(), writes(), layout.keyDim());
    }

    Shape v() {
        return new Shape(layout.batch(), layout.heads(), writes(), layout.valueDim());
    }

    Shape o() {
        return new Shape(layout.batch(), layout.heads(), layout.time(), layout.valueDim());
    }

    Shape logDecay() {
        var steps = new Shape(layout.batch(), layout.heads(), layout.time());
        return state().gate() == Gate.CHANNEL ? steps.add(layout.keyDim()) : steps;
    }

    Shape beta() {
        return new Shape(layout.batch(), layout.heads(), writes());
    }

    Shape states() {
        return new Shape(layout.sequences(), layout.heads(), layout.keyDim(), rule.stateColumns(layout.valueDim()));
    }

    void check(TensorInputs in) {
        DataType type = in.q().getDataType();
        if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
            throw new IllegalArgumentException("q is of type " + type + "; the operators work in float32 or float64.");
        }
        if (state().gate() == Gate.FIXED && state().logDecay().size() != layout.heads()) {
            throw new IllegalArgumentException("The rule has fixed decays for " + state().logDecay().size()
                    + " heads, the layout " + layout + " has " + layout.heads() + ": give one decay per head.");
        }
        exact("q", in.q(), q(), in);
        exact("k", in.k(), k(), in);
        exact("v", in.v(), v(), in);
        required("logDecay", in.logDecay(), gated(), logDecay(), in);
        required("beta", in.beta(), state().delta(), beta(), in);
        in.initialState().ifPresent(s -> exact("initialState", s, states(), in));
    }

    private void required(String name, Optional<NDArray> x, boolean taken, Shape shape, TensorInputs in) {
        if (x.isPresent() != taken) {
            throw new IllegalArgumentException(rule.title() + (taken
                    ? " needs " + name + " of the shape " + shape + " and got none."
                    : " takes no " + name + " and got one of the shape " + x.orElseThrow().getShape() + "."));
        }
        x.ifPresent(given -> exact(name, given, shape, in));
    }

    private void exact(String name, NDArray x, Shape shape, TensorInputs in) {
        if (!x.getShape().equals(shape) || x.getDataType() != in.q().getDataType()) {
            throw new IllegalArgumentException(name + " has the shape " + x.getShape() + " and type " + x.getDataType()
                    + "; " + rule.title() + " with q " + in.q().getShape() + " of type " + in.q().getDataType()
                    + " and v " + in.v().getShape() + " needs " + shape + " of the same type.");
        }
    }
}
