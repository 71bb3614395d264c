package dev.linnet.odeen.play;

/** Someone who plays. */
public interface Player {
    /** What to do next; the episode is not over. */
    Action next(Observation observation);

    /** Plays one episode to its end. */
    static Episode play(Odeen odeen, Player player, long seed) {
        Observation observation = odeen.reset(seed);
        int queries = 0;
        int proposals = 0;
        while (true) {
            Turn turn = odeen.step(player.next(observation));
            if (turn.verdict() == null) {
                queries++;
            } else {
                proposals++;
            }
            if (turn.done()) {
                return new Episode(turn.reward() == 1, queries, proposals, turn.verdict());
            }
            observation = turn.observation();
        }
    }

    /**
     * How an episode went.
     *
     * @param solved    whether the last proposal was right
     * @param queries   questions asked
     * @param proposals proposals made
     * @param verdict   what was said about the last one
     */
    record Episode(boolean solved, int queries, int proposals, Verdict verdict) {}
}
