package dev.linnet.verbal;

/**
 * What the optimizer wrote.
 *
 * @param description the new description, without the first one before it
 * @param reasoning   its reasons
 * @param exchange    what it was asked and how it answered, for the next step to see
 */
public record Improvement(String description, String reasoning, Exchange exchange) {
    /** A request to the optimizer, and its reply. */
    public record Exchange(String prompt, String reply) {}
}
