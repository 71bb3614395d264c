package dev.linnet.kernel.session;

import java.util.List;

import dev.linnet.display.MimeBundle;

/** What a cell emits while it runs; names and fields are those of the Jupyter protocol's messages and of nbformat. */
public sealed interface Output {
    /** Text written to {@code stdout} or {@code stderr}. */
    record Stream(String name, String text) implements Output {
        public static final String STDOUT = "stdout";
        public static final String STDERR = "stderr";
    }

    /** A rich output; {@code displayId} is null where it cannot be updated. */
    record DisplayData(MimeBundle bundle, String displayId) implements Output {}

    /** A new content for every output shown under {@code displayId}. */
    record UpdateDisplayData(MimeBundle bundle, String displayId) implements Output {}

    /** Clear the cell's outputs, at once or with the next output. */
    record ClearOutput(boolean waitForNext) implements Output {}

    /** The value of the cell's last expression. */
    record ExecuteResult(int executionCount, MimeBundle bundle) implements Output {}

    /** The cell failed; {@code traceback} holds lines with ANSI colours. */
    @SuppressWarnings("JavaLangClash") // the protocol's name
    record Error(String ename, String evalue, List<String> traceback) implements Output {
        public Error {
            traceback = List.copyOf(traceback);
        }
    }
}
