package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import dev.linnet.llm.ChatMessage;
import dev.linnet.verbal.grammar.TaskKind;

/** The parts of a run's record as JSON; NaN is null there. */
final class RunJson {
    private RunJson() {}

    static JsonObject of(RunHeader header) {
        var json = new JsonObject();
        json.addProperty("task", header.task());
        json.addProperty("kind", header.kind().word());
        json.addProperty("description", header.description());
        json.addProperty("instruction", header.instruction());
        json.addProperty("model", header.model());
        json.add("config", of(header.config()));
        json.add("training", array(header.training(), JsonPrimitive::new));
        json.add("test", array(header.test(), JsonPrimitive::new));
        return json;
    }

    static RunHeader header(JsonObject json) {
        return new RunHeader(text(json, "task"), kind(text(json, "kind")), text(json, "description"),
                text(json, "instruction"), list(json, "training", JsonElement::getAsString),
                list(json, "test", JsonElement::getAsString), text(json, "model"),
                config(json.getAsJsonObject("config")));
    }

    private static TaskKind kind(String word) {
        return TaskKind.statedIn(word).orElseThrow(() -> new IllegalStateException("the kind " + word));
    }

    static JsonObject of(VerbalConfig config) {
        var json = new JsonObject();
        json.addProperty("batchSize", config.batchSize());
        json.addProperty("epochs", config.epochs());
        json.addProperty("seed", config.seed());
        json.addProperty("shuffle", config.shuffle());
        json.addProperty("memory", config.memory());
        json.addProperty("attachInitial", config.attachInitial());
        json.addProperty("evaluate", config.evaluate());
        json.addProperty("tries", config.tries());
        json.addProperty("failedSteps", config.failedSteps());
        json.addProperty("descriptionLimit", config.descriptionLimit());
        config.temperature().ifPresent(value -> json.addProperty("temperature", value));
        return json;
    }

    private static VerbalConfig config(JsonObject json) {
        return new VerbalConfig(number(json, "batchSize"), number(json, "epochs"), json.get("seed").getAsLong(),
                json.get("shuffle").getAsBoolean(), number(json, "memory"), json.get("attachInitial").getAsBoolean(),
                json.get("evaluate").getAsBoolean(), number(json, "tries"), number(json, "failedSteps"),
                number(json, "descriptionLimit"), json.has("temperature")
                        ? OptionalDouble.of(json.get("temperature").getAsDouble())
                        : OptionalDouble.empty());
    }

    static JsonObject of(Call call) {
        var json = new JsonObject();
        json.addProperty("role", call.role().name());
        json.addProperty("step", call.step());
        json.addProperty("index", call.index());
        json.addProperty("number", call.number());
        json.add("prompt", array(call.prompt(), message -> {
            var part = new JsonObject();
            part.addProperty("role", message.role().name());
            part.addProperty("text", message.text());
            return part;
        }));
        json.addProperty("reply", call.reply());
        json.addProperty("defect", call.defect());
        json.addProperty("tokens", call.tokens());
        return json;
    }

    static Call call(JsonObject json) {
        return new Call(Call.Role.valueOf(text(json, "role")), number(json, "step"), number(json, "index"),
                number(json, "number"),
                list(json, "prompt",
                        part -> new Call.Message(ChatMessage.Role.valueOf(text(part.getAsJsonObject(), "role")),
                                text(part.getAsJsonObject(), "text"))),
                text(json, "reply"), text(json, "defect"), json.get("tokens").getAsLong());
    }

    static JsonObject of(StepRecord step) {
        var json = new JsonObject();
        json.addProperty("step", step.step());
        json.addProperty("epoch", step.epoch());
        json.add("batch", array(step.batch(), JsonPrimitive::new));
        json.addProperty("before", step.before());
        step.evaluation().ifPresent(evaluation -> json.add("evaluation", of(evaluation)));
        json.add("outputs", array(step.outputs(), RunJson::number));
        json.add("loss", number(step.loss()));
        json.addProperty("reasoning", step.reasoning());
        json.addProperty("after", step.after());
        json.addProperty("failure", step.failure());
        return json;
    }

    static StepRecord step(JsonObject json) {
        return new StepRecord(number(json, "step"), number(json, "epoch"), list(json, "batch", JsonElement::getAsInt),
                text(json, "before"),
                Optional.ofNullable(json.getAsJsonObject("evaluation")).map(RunJson::evaluation),
                list(json, "outputs", RunJson::number), number(json.get("loss")), text(json, "reasoning"),
                text(json, "after"), text(json, "failure"));
    }

    static JsonObject of(Assessment evaluation) {
        var json = new JsonObject();
        json.add("outputs", array(evaluation.outputs(), RunJson::number));
        json.add("inside", number(evaluation.inside()));
        json.add("outside", number(evaluation.outside()));
        json.add("all", number(evaluation.all()));
        json.add("accuracy", number(evaluation.accuracy()));
        json.addProperty("unreadable", evaluation.unreadable());
        return json;
    }

    static Assessment evaluation(JsonObject json) {
        return new Assessment(list(json, "outputs", RunJson::number), number(json.get("inside")),
                number(json.get("outside")), number(json.get("all")), number(json.get("accuracy")),
                number(json, "unreadable"));
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    private static int number(JsonObject json, String name) {
        return json.get(name).getAsInt();
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }

    private static double number(JsonElement json) {
        return json.isJsonNull() ? Double.NaN : json.getAsDouble();
    }

    private static <T> JsonArray array(List<T> values, Function<? super T, ? extends JsonElement> of) {
        var array = new JsonArray();
        values.forEach(value -> array.add(of.apply(value)));
        return array;
    }

    private static <T> List<T> list(JsonObject json, String name, Function<JsonElement, T> of) {
        var list = new ArrayList<T>();
        json.getAsJsonArray(name).forEach(element -> list.add(of.apply(element)));
        return list;
    }
}
