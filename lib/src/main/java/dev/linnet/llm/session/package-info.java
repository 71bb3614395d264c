/**
 * The language model that this process asks: {@link dev.linnet.llm.session.Llm} has it, from the environment or as {@code %llm} has set it.
 */
package dev.linnet.llm.session;
