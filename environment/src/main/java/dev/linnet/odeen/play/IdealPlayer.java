package dev.linnet.odeen.play;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

/**
 * Asks what tells most about the rules that are left, and proposes the shortest one as soon as they all mean the same or no question
 * is left.
 */
public final class IdealPlayer implements Player {
    private final RuleTable whole;
    private final Universe universe;
    private final SymbolicSolver solver;

    /** @param whole the table over all structures */
    public IdealPlayer(RuleTable whole) {
        this.whole = whole;
        this.universe = whole.universe();
        this.solver = new SymbolicSolver(whole);
    }

    @Override
    public Action next(Observation observation) {
        VersionSpace space = solver.versionSpace(observation.table());
        boolean ask = observation.queriesLeft() > 0 && (observation.table().isEmpty() || !space.isUnique());
        return ask
                ? new Action.Query(universe.structure(solver.bestQuery(space, whole)))
                : new Action.Propose(universe.grammar().text(space.simplest()));
    }
}
