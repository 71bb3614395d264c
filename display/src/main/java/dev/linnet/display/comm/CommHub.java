package dev.linnet.display.comm;

/** How comms reach a front end; the kernel has one. */
public interface CommHub {
    /** Opens a comm to a target of the front end. */
    Comm open(String targetName, CommMessage message);

    /** Offers a target to the front end, in place of one with the same name. */
    void register(String targetName, CommTarget target);

    /** Takes an offer back; comms that are open stay. */
    void unregister(String targetName);
}
