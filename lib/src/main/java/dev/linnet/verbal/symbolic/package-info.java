/**
 * The embedded symbolic model: a pure function from a prompt's text to a reply's text that stands in for a language model where there is
 * none. <b>It is no language model.</b> It knows the small English of {@link dev.linnet.verbal.grammar}, answers by computing what a description
 * says, and improves a description by fitting curves and rules to the numbers that stand in the prompt, and to nothing else.
 *
 * <p>It sees neither data generators nor trainers: no class here depends on them.
 */
package dev.linnet.verbal.symbolic;
