package dev.linnet.llm;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A language model: messages in, text out. Many threads may use one at once.
 *
 * <p>An interrupt of the calling thread ends a call at once with a {@link java.util.concurrent.CancellationException}; the thread
 * stays interrupted.
 */
@FunctionalInterface
public interface ChatModel {
    /**
     * Asks the model and waits for the whole reply.
     *
     * @throws ChatException                                where there is no reply, with a sentence that says why
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    ChatReply complete(ChatRequest request);

    /**
     * The same, with the text as it arrives: the pieces, joined, are the reply's text. A model that cannot stream hands over the whole
     * text in one piece.
     *
     * @param pieces called by the calling thread; what it throws ends the call
     */
    default ChatReply complete(ChatRequest request, Consumer<String> pieces) {
        Objects.requireNonNull(pieces, "pieces");
        ChatReply reply = complete(request);
        pieces.accept(reply.text());
        return reply;
    }

    /** The most requests that are worth having under way at once; 1 or more. */
    default int concurrency() {
        return 1;
    }

    /** Name and place for people, without secrets. */
    default String description() {
        return getClass().getSimpleName();
    }

    /**
     * Asks for several replies, {@link #concurrency()} of them at once.
     *
     * @return the replies in the order of the requests
     * @throws ChatException                                as the first request in that order that has no reply; the others are given up
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    default List<ChatReply> completeAll(List<ChatRequest> requests) {
        return ParallelCalls.inOrder(concurrency(), requests, this::complete);
    }
}
