package dev.linnet.kernel.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The cell queues of the main shell and of its subshells, which run beside it. */
final class Subshells {
    private final Function<String, CellQueue> opener;
    private final CellQueue main;
    private final Map<String, CellQueue> queues = new ConcurrentHashMap<>();

    /** @param opener makes a queue of the given name */
    Subshells(Function<String, CellQueue> opener) {
        this.opener = opener;
        this.main = opener.apply("cells");
    }

    /** Puts a cell in the queue of its subshell. */
    void execute(Request request) {
        String id = request.message().header().subshellId();
        CellQueue queue = id == null ? main : queues.get(id);
        if (queue != null) {
            queue.submit(request);
        } else {
            Handler unknown = _ -> {
                throw unknown(id);
            };
            unknown.run(request);
        }
    }

    void create(Request request) {
        String id = Codec.randomId();
        queues.put(id, opener.apply("subshell-" + id.substring(0, 8)));
        request.replyOk("subshell_id", id);
    }

    void delete(Request request) {
        String id = request.content().string("subshell_id");
        CellQueue queue = queues.remove(id);
        if (queue == null) {
            throw unknown(id);
        }
        queue.close();
        request.replyOk();
    }

    void list(Request request) {
        List<String> ids = new ArrayList<>(queues.keySet());
        request.replyOk("subshell_id", ids);
    }

    /** Begins no more cells. */
    void stop() {
        main.stop();
        queues.values().forEach(CellQueue::stop);
    }

    /** The main shell's cells that run or wait, in their order. */
    List<Request> unanswered() {
        return main.unanswered();
    }

    /** Whether no cell runs or waits beside the main shell. */
    boolean areIdle() {
        return queues.values().stream().allMatch(queue -> queue.unanswered().isEmpty());
    }

    /** Ends the queues after the cells they hold, and waits for the main one, at most so long. */
    void close(long millis) throws InterruptedException {
        queues.values().forEach(CellQueue::close);
        main.close();
        main.join(millis);
    }

    private static BadRequestException unknown(String id) {
        return new BadRequestException("There is no subshell " + id + "; it was deleted or never created.");
    }
}
