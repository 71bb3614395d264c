package dev.linnet.kernel.magic;

import java.util.List;
import java.util.Optional;

import dev.linnet.kernel.jvm.CommandLine;

/** The virtual machine of a session, which a magic can start anew; the session's cells are then run again in it. */
public interface VirtualMachine {
    /** The command that started it; empty where it cannot be started anew. */
    Optional<CommandLine> command();

    /** The options before any was changed here; empty where it cannot be started anew. */
    List<String> originalOptions();

    /** The numbers of the cells that succeeded, in the order in which they ran. */
    List<Integer> cells();

    /** Whether the magic stands at the beginning of a cell, which is executed again from there. */
    boolean isAtBeginning();

    /**
     * Ends this one and starts another, in which the running cell is executed again from its beginning. Does not return.
     *
     * @param options   all options of the other one
     * @param withCells whether what the session knows is to be computed again there
     * @throws MagicException where the system refuses
     */
    void restart(List<String> options, boolean withCells) throws MagicException, InterruptedException;

    /**
     * Runs the cells of the virtual machine before this one again, if the running cell has just started this one.
     *
     * @return how many cells; empty where it was not just started, or the cells were run again already
     * @throws Exception as the first of the cells that fails; those after it are not run
     */
    Optional<Integer> replay() throws Exception;

    /** Whether the cell that runs is one that is run again. */
    boolean isReplaying();
}
