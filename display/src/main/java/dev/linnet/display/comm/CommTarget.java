package dev.linnet.display.comm;

/** Takes comms that the front end opens. */
@FunctionalInterface
public interface CommTarget {
    /** Sets up {@code comm}; where this throws, the comm is closed again. */
    void opened(Comm comm, CommMessage message) throws Exception;
}
