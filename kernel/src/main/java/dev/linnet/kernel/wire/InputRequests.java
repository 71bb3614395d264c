package dev.linnet.kernel.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

import dev.linnet.kernel.session.InputSource;

/**
 * Asks the front end that sent a cell for a line of input. One question is open at a time; an answer that comes while
 * none is open, or that names another question as its parent, is stale and is dropped.
 */
final class InputRequests {
    private static final String END_OF_INPUT = "\u0004";

    /** What ended a question: a line, or a reason why there is none. */
    private record Answer(String line, IOException failure) {}

    private record Question(String id, BlockingQueue<Answer> answer) {}

    private final Codec codec;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private Channel channel;
    private Question open; // of the stdin channel's thread

    InputRequests(Codec codec) {
        this.codec = codec;
    }

    void attach(Channel stdin) {
        channel = stdin;
    }

    /** Where a cell reads from. */
    InputSource of(Request cell) {
        return (prompt, password) -> ask(cell.message(), prompt, password);
    }

    private String ask(Message cell, String prompt, boolean password) throws IOException {
        try {
            oneAtATime.lockInterruptibly();
            try {
                return answer(cell, prompt, password);
            } finally {
                oneAtATime.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The input was interrupted.");
        }
    }

    private String answer(Message cell, String prompt, boolean password) throws IOException, InterruptedException {
        var question = new Question(codec.nextId(), new ArrayBlockingQueue<>(1));
        List<byte[]> frames = codec.encode(cell.identities(), question.id, "input_request", cell.headerFrame(),
                Map.of(), Iopub.content("prompt", prompt == null ? "" : prompt, "password", password), List.of());
        channel.afterReceiving(() -> put(question, frames));
        try {
            Answer answer = question.answer.take();
            if (answer.failure != null) {
                throw answer.failure;
            }
            return answer.line.equals(END_OF_INPUT) ? null : answer.line;
        } catch (InterruptedException e) {
            channel.afterReceiving(() -> {
                if (question.equals(open)) {
                    open = null;
                }
            });
            throw e;
        }
    }

    /** Sends a question, on the channel's thread. */
    private void put(Question question, List<byte[]> frames) {
        open = question;
        if (!channel.sendNow(frames)) {
            open = null;
            if (channel.isPatient()) {
                channel.again(() -> put(question, frames));
            } else {
                question.answer.add(new Answer(null, new IOException("The front end that runs this cell has no stdin "
                        + "channel, so it cannot be asked; pass the value as a parameter instead.")));
            }
        }
    }

    /** Takes a message of the stdin channel, on that channel's thread. */
    void received(Message message) {
        if (!message.header().type().equals("input_reply")) {
            Log.mistake("dropped a message on the stdin channel: it takes input_reply only, not "
                    + Dispatcher.name(message.header().type()));
            return;
        }
        if (open == null || (message.parentId() != null && !message.parentId().equals(open.id))) {
            return; // stale
        }
        String value;
        try {
            value = message.problem() == null ? message.fields().string("value") : null;
        } catch (BadRequestException e) {
            value = null;
            Log.mistake(e.getMessage());
        }
        open.answer.add(value == null
                ? new Answer(null, new IOException("The front end's answer was unusable; run the cell again."))
                : new Answer(value, null));
        open = null;
    }
}
