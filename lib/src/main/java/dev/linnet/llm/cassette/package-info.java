/**
 * Recordings of conversations with a model: {@link dev.linnet.llm.cassette.Cassette} keeps requests and replies in a file and replays
 * them where there is no model.
 */
package dev.linnet.llm.cassette;
