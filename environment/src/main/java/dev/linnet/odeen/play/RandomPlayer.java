package dev.linnet.odeen.play;

import java.util.SplittableRandom;

import dev.linnet.odeen.Universe;

/** Asks random questions and proposes random rules: what has to be beaten. */
public final class RandomPlayer implements Player {
    private final Universe universe;
    private final SplittableRandom random;

    public RandomPlayer(Universe universe, long seed) {
        this.universe = universe;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public Action next(Observation observation) {
        return observation.queriesLeft() > 0
                ? new Action.Query(universe.structure(universe.randomStructure(random)))
                : new Action.Propose(universe.grammar().random(random).text());
    }
}
