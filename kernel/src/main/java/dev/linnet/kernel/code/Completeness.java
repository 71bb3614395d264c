package dev.linnet.kernel.code;

/** Whether a text can be run as it stands; {@code indent} is what the next line should begin with when incomplete. */
public record Completeness(Status status, String indent) {
    public enum Status {
        COMPLETE, INCOMPLETE, INVALID, UNKNOWN
    }
}
