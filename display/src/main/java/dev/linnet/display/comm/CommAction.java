package dev.linnet.display.comm;

/** What a cell does with a message; what it throws is shown under the cell. */
@FunctionalInterface
public interface CommAction {
    void accept(CommMessage message) throws Exception;
}
