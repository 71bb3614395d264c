/**
 * Small language models on bytes: built from a configuration, trained on text, saved and loaded, and speaking one byte at a time
 * with memory that does not grow.
 *
 * <p>{@link dev.linnet.language.LanguageModelConfig} builds a {@link dev.linnet.language.LanguageModel} of blocks around an
 * {@link dev.linnet.nn.rows.AttentionMixer}; {@link dev.linnet.language.LanguageTrainer} trains it on a
 * {@link dev.linnet.language.TextCorpus}; {@link dev.linnet.language.LanguageDecoder} and
 * {@link dev.linnet.language.TextGenerator} speak. {@link dev.linnet.language.LanguageModelTwin} is its twin in double precision.
 */
package dev.linnet.language;
