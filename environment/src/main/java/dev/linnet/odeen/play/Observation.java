package dev.linnet.odeen.play;

import dev.linnet.odeen.data.LabelledTable;

/**
 * What a player knows.
 *
 * @param table         every label so far, those of counter-examples included
 * @param queriesLeft   questions that can still be asked
 * @param proposalsLeft proposals that can still be made
 * @param done          whether the episode is over
 */
public record Observation(LabelledTable table, int queriesLeft, int proposalsLeft, boolean done) {}
