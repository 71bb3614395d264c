package dev.linnet.odeen.learned;

/**
 * Players that were trained on the same phenomena.
 *
 * @param plan        how
 * @param interpreter I
 * @param conscious   Emp-C, which is also the conjecture generator
 * @param labeller    Emp-L
 */
public record LearnedPlayers(LearningPlan plan, Interpreter interpreter, Empiricist conscious, Empiricist labeller) {
    /** The critical rationalist network: the conscious empiricist conjectures, I judges. */
    public CriticalRationalist rationalist() {
        return rationalist(plan.beams());
    }

    /** The same with so many conjectures. */
    public CriticalRationalist rationalist(int beams) {
        return new CriticalRationalist(conscious, new LearnedInterpreter(interpreter),
                plan.whole().universe().grammar(), beams);
    }

    /** A rationalist whose judge knows what the words truly mean. */
    public CriticalRationalist withTrueInterpreter() {
        return new CriticalRationalist(conscious, new TrueInterpreter(plan.whole()), plan.whole().universe().grammar(),
                plan.beams());
    }
}
