package dev.linnet.kernel.wire;

/** Serves requests of one type. Whatever it throws becomes an error reply; busy, idle and that are not its business. */
@FunctionalInterface
interface Handler {
    void handle(Request request) throws Exception;

    /** Handles a request between its busy and idle statuses; never throws. */
    default void run(Request request) {
        request.status("busy");
        try {
            if (request.message().problem() != null) {
                throw new BadRequestException(request.message().problem());
            }
            handle(request);
        } catch (Throwable t) {
            failed(request, t);
        } finally {
            request.status("idle");
        }
    }

    private static void failed(Request request, Throwable thrown) {
        try {
            request.fail(thrown);
        } catch (Throwable t) {
            Log.defect("A failed " + request.type() + " could not be answered", t);
        }
    }
}
