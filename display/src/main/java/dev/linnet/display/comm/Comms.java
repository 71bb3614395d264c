package dev.linnet.display.comm;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Opens comms from a cell and from libraries. Where there is no front end, as in a headless run, comms are never open
 * and all of this is without effect.
 *
 * <pre>{@code
 * Comms.register("echo", (comm, opening) -> comm.onMessage(message -> comm.send(message)));
 * }</pre>
 */
public final class Comms {
    private static volatile Supplier<CommHub> current = () -> null;

    private Comms() {}

    /** Opens a comm to a target of the front end. */
    public static Comm open(String targetName, CommMessage message) {
        Objects.requireNonNull(targetName, "targetName");
        Objects.requireNonNull(message, "message");
        CommHub hub = current.get();
        return hub == null
                ? new DisconnectedComm(UUID.randomUUID().toString(), targetName)
                : hub.open(targetName, message);
    }

    public static Comm open(String targetName, Map<String, Object> data) {
        return open(targetName, CommMessage.of(data));
    }

    /** Offers a target to the front end, in place of one with the same name. */
    public static void register(String targetName, CommTarget target) {
        Objects.requireNonNull(targetName, "targetName");
        Objects.requireNonNull(target, "target");
        CommHub hub = current.get();
        if (hub != null) {
            hub.register(targetName, target);
        }
    }

    /** Takes an offer back; comms that are open stay. */
    public static void unregister(String targetName) {
        CommHub hub = current.get();
        if (hub != null) {
            hub.unregister(targetName);
        }
    }

    /** Says how to find the front end of the cell that the calling thread belongs to; null where there is none. */
    public static void bind(Supplier<CommHub> supplier) {
        current = Objects.requireNonNull(supplier, "supplier");
    }
}
