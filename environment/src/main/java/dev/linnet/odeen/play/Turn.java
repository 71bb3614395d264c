package dev.linnet.odeen.play;

/**
 * What came of an action.
 *
 * @param observation what the player knows now
 * @param reward      1 for a proposal that means the same as the rule, else 0
 * @param done        whether the episode is over
 * @param verdict     what is said about a proposal; null after a query
 */
public record Turn(Observation observation, double reward, boolean done, Verdict verdict) {}
