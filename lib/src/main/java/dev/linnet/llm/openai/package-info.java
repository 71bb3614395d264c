/**
 * Models behind a server that speaks OpenAI's protocol of chat completions: hosted ones, Ollama, llama.cpp's server, vLLM.
 * {@link dev.linnet.llm.openai.Endpoint} says where it is and how to ask, {@link dev.linnet.llm.openai.OpenAiModel} asks.
 */
package dev.linnet.llm.openai;
