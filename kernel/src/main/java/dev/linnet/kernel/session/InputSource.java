package dev.linnet.kernel.session;

import java.io.IOException;

/** Where {@code System.in} of a cell reads from. */
@FunctionalInterface
public interface InputSource {
    /**
     * Asks the front end for a line; blocks until it comes, the thread is interrupted or the front end goes away.
     *
     * @return the line without its end, or null where input has ended
     * @throws IOException where this front end offers no input; the message is for the person in the notebook
     */
    String readLine(String prompt, boolean password) throws IOException;

    /** A front end without input. */
    static InputSource none() {
        return (prompt, password) -> {
            throw new IOException("This front end cannot ask for input; pass the value as a parameter instead.");
        };
    }
}
