package dev.linnet.verbal.cell;

import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellLanguage;
import java.util.List;

/** {@code %%vml}; what does the work is loaded when the first of them runs. */
public final class VmlLanguage implements CellLanguage {
    static final String AT = "--at";
    static final String TASK = "--task";
    static final String MODEL = "--model";
    static final String EMBEDDED = "--embedded";
    static final String EPOCHS = "--epochs";
    static final String BATCH = "--batch";
    static final String SEED = "--seed";
    static final String LOG = "--log";
    static final String INTO = "--into";
    static final List<String> OF_TRAINING = List.of(EPOCHS, BATCH, SEED, LOG, INTO);

    @Override
    public String name() {
        return "vml";
    }

    @Override
    public String summary() {
        return "Verbalized machine learning: %%vml uses the cell's words as a model, or trains them.";
    }

    @Override
    public String help() {
        return """
                %%vml --at 1.26;2.00
                The output follows a linear function of the input: y = 3.00 * x + 4.00.

                asks the language model that %llm names for the outputs that these words give.

                %%vml --task VerbalTask.circles(7) --epochs 1 --into run
                It is known that the decision boundary is a circle.

                trains a description of the task's data; the cell's words, which may be none, are prior knowledge. The
                run shows as a table whose rows open, and is the variable that --into names.

                --embedded takes the embedded symbolic model, which is not a language model and needs no server;
                --model takes any ChatModel, such as a variable.""";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.value("INPUTS",
                        "inputs to answer, parted by semicolons: 1.26;2, or \"0.5, -1.2\", or \"a text\"", AT),
                Option.value("JAVA", "what is to be learned: an expression of type VerbalTask", TASK),
                Option.value("JAVA", "the model: an expression of type ChatModel; else what %llm names", MODEL),
                Option.flag("the embedded symbolic model, which is not a language model", EMBEDDED),
                Option.value("N", "with --task: times through the data; else 1", EPOCHS),
                Option.value("N", "with --task: examples a step; else 10", BATCH),
                Option.value("N", "with --task: decides the batches; else 0", SEED),
                Option.value("FILE",
                        "with --task: records every prompt and reply there, and goes on where the file ends", LOG),
                Option.value("NAME", "with --task: the variable that holds the run; else run", INTO));
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public int mostArguments() {
        return 0;
    }

    @Override
    public List<String> complete(String partial) {
        return List.of();
    }

    @Override
    public Object runCell(CellCall call, String body, CellHost host) throws Exception {
        return new VmlCell(call, host).run(body.strip());
    }

    @Override
    public Object runLine(CellCall call, CellHost host) throws Exception {
        return new VmlCell(call, host).run("");
    }
}
