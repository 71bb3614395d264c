package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.linnet.verbal.grammar.TaskKind;

/**
 * What a run is of: all that decides its course.
 *
 * @param task        its name
 * @param kind        regression or classification
 * @param description the first one, with prior knowledge
 * @param instruction what the optimizer is told besides
 * @param training    the examples as text, input and target
 * @param test        the test examples
 * @param model       as it describes itself
 * @param config      how it is trained
 */
public record RunHeader(String task, TaskKind kind, String description, String instruction, List<String> training,
        List<String> test, String model, VerbalConfig config) {
    public RunHeader {
        training = List.copyOf(training);
        test = List.copyOf(test);
    }

    static RunHeader of(VerbalTask task, String model, VerbalConfig config) {
        return new RunHeader(task.name() + (task.seeing() ? ", as pictures" : ""), task.kind(),
                task.initialDescription(), task.instruction(), rows(task.training()), rows(task.test()), model, config);
    }

    private static List<String> rows(List<Example> examples) {
        return examples.stream().map(e -> e.input().print() + " -> " + e.target()).toList();
    }

    /** The first thing in which another run differs, as a sentence. */
    Optional<String> difference(RunHeader other) {
        var pairs = new ArrayList<String[]>(List.of(new String[][] {{"task", task, other.task},
                {"description", description, other.description}, {"instruction", instruction, other.instruction},
                {"model", model, other.model}, {"training data", training.toString(), other.training.toString()},
                {"test data", test.toString(), other.test.toString()}}));
        JsonObject settings = RunJson.of(config);
        JsonObject others = RunJson.of(other.config);
        var names = new LinkedHashSet<>(settings.keySet());
        names.addAll(others.keySet());
        for (String name : names) {
            pairs.add(new String[] {name, word(settings.get(name)), word(others.get(name))});
        }
        for (String[] pair : pairs) {
            if (!pair[1].equals(pair[2])) {
                return Optional.of("its " + pair[0] + " is " + shortened(pair[1]) + ", not " + shortened(pair[2]));
            }
        }
        return Optional.empty();
    }

    private static String word(JsonElement setting) {
        return setting == null ? "not set" : setting.getAsString();
    }

    private static String shortened(String text) {
        return text.length() > 160 ? text.substring(0, 160) + "..." : text;
    }
}
