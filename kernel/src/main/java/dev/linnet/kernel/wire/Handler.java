package dev.linnet.kernel.wire;

import dev.linnet.kernel.engine.Reserve;

/** Serves requests of one type. Whatever it throws becomes an error reply; busy, idle and that are not its business. */
@FunctionalInterface
interface Handler {
    void handle(Request request) throws Exception;

    /** Handles a request between its busy and idle statuses; never throws. */
    default void run(Request request) {
        status(request, "busy");
        try {
            if (request.message().problem() != null) {
                throw new BadRequestException(request.message().problem());
            }
            handle(request);
        } catch (Throwable t) {
            failed(request, t);
        } finally {
            status(request, "idle");
        }
    }

    private static void status(Request request, String state) {
        Reserve.insist(() -> {
            request.status(state);
            return null;
        });
    }

    private static void failed(Request request, Throwable thrown) {
        try {
            Reserve.insist(() -> {
                request.fail(thrown);
                return null;
            });
        } catch (Throwable t) {
            Log.defect("A failed " + request.type() + " could not be answered", t);
        }
    }
}
