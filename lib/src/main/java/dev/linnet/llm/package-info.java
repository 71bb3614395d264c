/**
 * Language models that one can chat with: {@link dev.linnet.llm.ChatModel} is the interface, messages in and text and usage
 * out.
 */
package dev.linnet.llm;
