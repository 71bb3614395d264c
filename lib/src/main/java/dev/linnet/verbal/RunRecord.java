package dev.linnet.verbal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;
import dev.linnet.verbal.grammar.Description;

/**
 * All that happened in a training: every prompt and reply, and every step with its losses and its change of the description. In a notebook it shows
 * as a table whose rows open. Threads may add to it and look at it at once.
 */
public final class RunRecord implements Displayable {
    private final RunHeader header;
    private final List<Call> calls = new ArrayList<>();
    private final List<Call> unfinished = new ArrayList<>();
    private final List<StepRecord> steps = new ArrayList<>();
    private Assessment last;

    RunRecord(RunHeader header) {
        this.header = header;
    }

    /**
     * What a training recorded in a file, up to where it got.
     *
     * @throws IOException where the file cannot be read or is no such record
     */
    public static RunRecord read(Path file) throws IOException {
        return RunLog.read(file);
    }

    synchronized void add(Call call) {
        unfinished.add(call);
    }

    synchronized void add(StepRecord step) {
        steps.add(step);
        calls.addAll(unfinished.stream().filter(call -> call.step() == step.step()).toList());
        unfinished.removeIf(call -> call.step() == step.step());
    }

    synchronized void end(Assessment evaluation) {
        last = evaluation;
        calls.addAll(unfinished);
        unfinished.clear();
    }

    /** Forgets the calls of a step that was not finished. */
    synchronized void abandon() {
        unfinished.clear();
    }

    /** What the run is of. */
    public RunHeader header() {
        return header;
    }

    /** The steps done, in order. */
    public synchronized List<StepRecord> steps() {
        return List.copyOf(steps);
    }

    /** Every call of the steps done and of the last evaluation, in the order in which they were answered. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The calls of a step or an evaluation that was not finished. */
    public synchronized List<Call> unfinishedCalls() {
        return List.copyOf(unfinished);
    }

    /** The calls of the steps of an epoch: evaluations, learner and optimizer. */
    public List<Call> callsOfEpoch(int epoch) {
        List<Integer> numbers = steps().stream().filter(s -> s.epoch() == epoch).map(StepRecord::step).toList();
        return calls().stream().filter(call -> numbers.contains(call.step())).toList();
    }

    /** Tokens of all calls, as far as the model counts them. */
    public long tokens() {
        return calls().stream().mapToLong(Call::tokens).sum()
                + unfinishedCalls().stream().mapToLong(Call::tokens).sum();
    }

    /** Steps that failed and left the description as it was. */
    public int failedSteps() {
        return (int) steps().stream().filter(StepRecord::failed).count();
    }

    /** The description as it is now. */
    public String description() {
        List<StepRecord> all = steps();
        return all.isEmpty() ? header.description() : all.getLast().after();
    }

    /** The family of the model that the description states now, such as {@code quadratic}. */
    public String family() {
        return Description.parse(description()).family();
    }

    /** The family after each step, the first entry before all. */
    public List<String> families() {
        var families = new ArrayList<String>();
        families.add(Description.parse(header.description()).family());
        steps().forEach(step -> families.add(Description.parse(step.after()).family()));
        return families;
    }

    /** The loss of each step's batch before the step. */
    public double[] losses() {
        return steps().stream().mapToDouble(StepRecord::loss).toArray();
    }

    /** The evaluations: before each step, and after the last one where the run has ended. */
    public List<Assessment> evaluations() {
        var evaluations = new ArrayList<Assessment>();
        steps().forEach(step -> step.evaluation().ifPresent(evaluations::add));
        finalEvaluation().ifPresent(evaluations::add);
        return evaluations;
    }

    /** How the last description does on the test set; empty where the run has not ended, or there is no test set. */
    public synchronized Optional<Assessment> finalEvaluation() {
        return Optional.ofNullable(last);
    }

    /** What the optimizer was asked last and how it answered, for a run to go on. */
    Optional<Improvement.Exchange> lastExchange() {
        List<StepRecord> done = steps().stream().filter(step -> !step.failed()).toList();
        if (done.isEmpty()) {
            return Optional.empty();
        }
        int step = done.getLast().step();
        return calls().stream()
                .filter(call -> call.role() == Call.Role.OPTIMIZER && call.step() == step && call.accepted())
                .reduce((_, later) -> later)
                .map(call -> new Improvement.Exchange(firstPrompt(step), call.reply()));
    }

    /** What a step's optimizer was asked before anything was wrong with a reply. */
    private String firstPrompt(int step) {
        return calls().stream()
                .filter(call -> call.role() == Call.Role.OPTIMIZER && call.step() == step && call.number() == 1)
                .reduce((_, later) -> later)
                .orElseThrow()
                .prompt()
                .getLast()
                .text();
    }

    @Override
    public MimeBundle toMimeBundle() {
        var table = new RunTable(this);
        return MimeBundle.of(MimeBundle.HTML, table.html(), table.text());
    }

    @Override
    public String toString() {
        return new RunTable(this).text();
    }
}
