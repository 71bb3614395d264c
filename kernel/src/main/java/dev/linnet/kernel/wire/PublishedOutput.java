package dev.linnet.kernel.wire;

import java.util.Map;

import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.OutputSink;

/** Publishes what one cell emits, with the cell's request as the parent, also after the cell ended. */
final class PublishedOutput implements OutputSink {
    private final Request cell;
    private final String code;
    private final boolean silent;
    private volatile String resultText;

    PublishedOutput(Request cell, String code, boolean silent) {
        this.cell = cell;
        this.code = code;
        this.silent = silent;
    }

    /** The plain text of the cell's result, or null. */
    String resultText() {
        return resultText;
    }

    @Override
    public void started(int executionCount) {
        if (!silent) {
            cell.publish("execute_input", Iopub.content("code", code, "execution_count", executionCount));
        }
    }

    @Override
    public void emit(Output output) {
        switch (output) {
            case Output.Stream stream ->
                cell.publish("stream", Iopub.content("name", stream.name(), "text", stream.text()));
            case Output.DisplayData display ->
                cell.publish("display_data", Iopub.content("data", display.bundle().data(),
                        "metadata", display.bundle().metadata(), "transient", transientId(display.displayId())));
            case Output.UpdateDisplayData update ->
                cell.publish("update_display_data", Iopub.content("data", update.bundle().data(), "metadata",
                        update.bundle().metadata(), "transient", transientId(update.displayId())));
            case Output.ClearOutput clear -> cell.publish("clear_output", Map.of("wait", clear.waitForNext()));
            case Output.ExecuteResult result -> {
                if (!silent) {
                    resultText = result.bundle().text();
                    cell.publish("execute_result", Iopub.content("execution_count", result.executionCount(), "data",
                            result.bundle().data(), "metadata", result.bundle().metadata()));
                }
            }
            case Output.Error error -> cell.publish("error", error(error));
        }
    }

    static Map<String, Object> error(Output.Error error) {
        return Iopub.content("ename", error.ename(), "evalue", error.evalue(), "traceback", error.traceback());
    }

    private static Map<String, Object> transientId(String displayId) {
        return displayId == null ? Map.of() : Map.of("display_id", displayId);
    }
}
