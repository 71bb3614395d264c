package dev.linnet.verbal.cell;

import dev.linnet.display.Display;
import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellProblem;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.openai.Endpoint;
import dev.linnet.llm.openai.OpenAiModel;
import dev.linnet.llm.session.Llm;
import dev.linnet.verbal.Example;
import dev.linnet.verbal.Learner;
import dev.linnet.verbal.RunRecord;
import dev.linnet.verbal.UnreadableReplyException;
import dev.linnet.verbal.VerbalConfig;
import dev.linnet.verbal.VerbalTask;
import dev.linnet.verbal.VerbalTrainer;
import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.TaskKind;
import dev.linnet.verbal.symbolic.SymbolicLanguageModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/** Runs one {@code %%vml} cell. */
final class VmlCell {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    private static final Pattern SEMICOLON = Pattern.compile(";");

    private final CellCall call;
    private final CellHost host;

    VmlCell(CellCall call, CellHost host) {
        this.call = call;
        this.host = host;
    }

    Object run(String words) throws Exception {
        boolean trains = call.has(VmlLanguage.TASK);
        if (trains == call.has(VmlLanguage.AT)) {
            throw new CellProblem(
                    "%%vml either answers inputs, with --at INPUTS, or trains, with --task VerbalTask.linear(0); "
                            + (trains ? "give one of them." : "neither is given. %%vml? says more."));
        }
        for (String option : VmlLanguage.OF_TRAINING) {
            if (!trains && call.has(option)) {
                throw new CellProblem(option + " is for training, and " + VmlLanguage.AT
                        + " only answers inputs; leave it out, or give " + VmlLanguage.TASK + " instead of "
                        + VmlLanguage.AT + ".");
            }
        }
        try {
            return trains ? trained(words) : answered(words);
        } catch (ChatException | UnreadableReplyException e) {
            throw new CellProblem(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CellProblem(e.getMessage(), e);
        }
    }

    private ChatModel model() throws Exception {
        if (call.has(VmlLanguage.EMBEDDED) && call.has(VmlLanguage.MODEL)) {
            throw new CellProblem(VmlLanguage.EMBEDDED + " and " + VmlLanguage.MODEL
                    + " each name the model; give one of them.");
        }
        if (call.has(VmlLanguage.EMBEDDED)) {
            return SymbolicLanguageModel.exact();
        }
        if (call.has(VmlLanguage.MODEL)) {
            return given(VmlLanguage.MODEL, ChatModel.class);
        }
        if (Llm.isConfigured()) {
            return Llm.model();
        }
        return Endpoint.of(host.environment())
                .map(OpenAiModel::new)
                .orElseThrow(() -> new CellProblem(
                        "No language model is configured. Set " + Endpoint.BASE_URL + " (and " + Endpoint.API_KEY + ", "
                                + Endpoint.MODEL
                                + ") to those of any OpenAI-compatible server, or give --embedded for the "
                                + SymbolicLanguageModel.LABEL + "."));
    }

    /** What the notebook's Java expression gives. */
    private <T> T given(String option, Class<T> type) throws Exception {
        String java = call.value(option).orElseThrow();
        long ticket = Handover.ticket();
        host.run("%%vml " + option, "dev.linnet.verbal.cell.Handover.give(" + ticket + "L, " + java + ");");
        Object value = Handover.take(ticket);
        if (!type.isInstance(value)) {
            throw new CellProblem(
                    option + " " + java + " is " + (value == null ? "null" : "a " + value.getClass().getSimpleName())
                            + "; it must be a " + type.getSimpleName() + ".");
        }
        return type.cast(value);
    }

    private Object answered(String words) throws Exception {
        if (words.isEmpty()) {
            throw new CellProblem("The cell has no words; write the description that is the model.");
        }
        List<Example> inputs = SEMICOLON.splitAsStream(call.value(VmlLanguage.AT).orElseThrow())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> new Example(InputRow.parse("[" + text + "]").orElse(new InputRow.Words(text)), 0,
                        Optional.empty()))
                .toList();
        if (inputs.isEmpty()) {
            throw new CellProblem("--at has no input; give one or several, parted by semicolons.");
        }
        boolean number = inputs.stream()
                .allMatch(e -> e.input() instanceof InputRow.Numbers numbers && numbers.values().size() == 1);
        TaskKind kind = Description.parse(words).task().orElse(number ? TaskKind.REGRESSION : TaskKind.CLASSIFICATION);
        ChatModel model = model();
        return new Answers(model.description(),
                Learner.of(VerbalTask.of("a cell", kind, inputs, List.of()), model, VerbalConfig.DEFAULT)
                        .predictAll(words, inputs));
    }

    private Object trained(String words) throws Exception {
        String name = call.value(VmlLanguage.INTO).orElse("run");
        if (!NAME.matcher(name).matches()) {
            throw new CellProblem("--into " + name + " is no name of a variable.");
        }
        ChatModel model = model();
        VerbalTask task = given(VmlLanguage.TASK, VerbalTask.class);
        if (!words.isEmpty()) {
            task = task.withPrior(task.prior().map(prior -> prior + " ").orElse("") + words);
        }
        var config = VerbalConfig.DEFAULT.withEpochs((int) number(VmlLanguage.EPOCHS, 1))
                .withBatchSize((int) number(VmlLanguage.BATCH, VerbalConfig.DEFAULT.batchSize()))
                .withSeed(number(VmlLanguage.SEED, 0));
        VerbalTrainer trainer = trainer(task, model, config);
        RunRecord run;
        try {
            run = trainer.toEnd();
        } catch (CancellationException e) {
            Display.display(trainer.record());
            throw e;
        }
        long ticket = Handover.ticket();
        Handover.give(ticket, run);
        host.run("%%vml --into",
                "var " + name + " = (dev.linnet.verbal.RunRecord) dev.linnet.verbal.cell.Handover.take("
                        + ticket + "L);");
        return run;
    }

    private VerbalTrainer trainer(VerbalTask task, ChatModel model, VerbalConfig config) throws CellProblem {
        if (!call.has(VmlLanguage.LOG)) {
            return VerbalTrainer.of(task, model, config);
        }
        try {
            return VerbalTrainer.resumeOrBegin(
                    host.workingDirectory().resolve(call.value(VmlLanguage.LOG).orElseThrow()),
                    task, model, config);
        } catch (IOException e) {
            throw new CellProblem(e.getMessage(), e);
        }
    }

    private long number(String option, long otherwise) throws CellProblem {
        Optional<String> text = call.value(option);
        try {
            return text.isEmpty()
                    ? otherwise
                    : option.equals(VmlLanguage.SEED)
                            ? Long.parseLong(text.get())
                            : Integer.parseInt(text.get());
        } catch (NumberFormatException e) {
            throw new CellProblem(option + " " + text.get() + " is no whole number.", e);
        }
    }
}
