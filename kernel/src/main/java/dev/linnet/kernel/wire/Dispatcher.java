package dev.linnet.kernel.wire;

import java.util.List;

/**
 * Sends each message to its handler and its thread: cells to their queue, questions about code and history to a second
 * thread, comms to a third; the rest is answered at once on the channel's own thread. No message ends the kernel.
 */
final class Dispatcher {
    private final Codec codec;
    private final Iopub iopub;
    private final Subshells subshells;
    private final CodeQueries code;
    private final HistoryQueries history;
    private final Comms comms;
    private final Handler kernelInfo;
    private final Handler interrupt;
    private final Handler shutdown;
    private final Lane queries;
    private final Lane commMessages = new Lane("comms");

    Dispatcher(Codec codec, Iopub iopub, Subshells subshells, CodeQueries code, HistoryQueries history, Comms comms,
            Lane queries, Handler kernelInfo, Handler interrupt, Handler shutdown) {
        this.codec = codec;
        this.iopub = iopub;
        this.subshells = subshells;
        this.code = code;
        this.history = history;
        this.comms = comms;
        this.queries = queries;
        this.kernelInfo = kernelInfo;
        this.interrupt = interrupt;
        this.shutdown = shutdown;
    }

    /** Takes a message of the shell or the control channel. */
    void received(Channel channel, List<byte[]> frames) {
        Message message = decode(codec, channel, frames);
        if (message == null) {
            return;
        }
        var request = new Request(message, channel, codec, iopub);
        switch (request.type()) {
            case "execute_request" -> subshells.execute(request);
            case "kernel_info_request" -> here(request, kernelInfo);
            case "complete_request" -> later(queries, request, code::complete);
            case "inspect_request" -> later(queries, request, code::inspect);
            case "is_complete_request" -> later(queries, request, code::isComplete);
            case "history_request" -> later(queries, request, history::handle);
            case "comm_open" -> later(commMessages, request, comms::opened);
            case "comm_msg" -> later(commMessages, request, comms::message);
            case "comm_close" -> later(commMessages, request, comms::closed);
            case "comm_info_request" -> later(commMessages, request, comms::info);
            case "interrupt_request" -> here(request, interrupt);
            case "shutdown_request" -> here(request, shutdown);
            case "create_subshell_request" -> here(request, subshells::create);
            case "delete_subshell_request" -> here(request, subshells::delete);
            case "list_subshell_request" -> here(request, subshells::list);
            default -> here(request, Dispatcher::unknown);
        }
    }

    private static void here(Request request, Handler handler) {
        handler.run(request);
    }

    private static void later(Lane lane, Request request, Handler handler) {
        lane.submit(() -> handler.run(request));
    }

    private static void unknown(Request request) {
        throw new BadRequestException("This kernel does not know messages of the type " + name(request.type()) + ".");
    }

    /** A received name, cut and without what could disturb a log. */
    static String name(String received) {
        var name = new StringBuilder();
        for (int i = 0; i < received.length() && i < 60; i++) {
            char c = received.charAt(i);
            name.append(c >= ' ' && c < 127 ? c : '?');
        }
        return name.toString();
    }

    /** The message in the frames, or null where they are none, which is logged. */
    static Message decode(Codec codec, Channel channel, List<byte[]> frames) {
        try {
            return codec.decode(frames);
        } catch (BadMessageException e) {
            Log.mistake("dropped a message on the " + channel.name() + " channel: " + e.getMessage());
            return null;
        }
    }
}
