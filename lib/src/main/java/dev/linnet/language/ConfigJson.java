package dev.linnet.language;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.softmax.Weights;
import dev.linnet.nn.rows.AttentionMixerConfig;
import dev.linnet.nn.rows.GateForm;
import java.util.ArrayList;
import java.util.List;

/** A model's configuration as JSON, as model files carry it. */
final class ConfigJson {
    private ConfigJson() {}

    static JsonObject of(LanguageModelConfig config) {
        var json = new JsonObject();
        json.addProperty("vocabulary", config.vocabulary());
        json.addProperty("width", config.width());
        json.addProperty("inner", config.inner());
        json.addProperty("tied", config.tied());
        var mixers = new JsonArray();
        config.mixers().forEach(mixer -> mixers.add(of(mixer)));
        json.add("mixers", mixers);
        return json;
    }

    private static JsonObject of(AttentionMixerConfig mixer) {
        var json = new JsonObject();
        json.add("rule", of(mixer.rule()));
        json.addProperty("heads", mixer.heads());
        json.addProperty("keyWidth", mixer.keyWidth());
        json.addProperty("valueWidth", mixer.valueWidth());
        json.addProperty("convolution", mixer.convolution());
        json.addProperty("activation", mixer.activation());
        json.addProperty("gateForm", mixer.gateForm().name());
        json.addProperty("gateRank", mixer.gateRank());
        json.addProperty("gateTemperature", mixer.gateTemperature());
        json.addProperty("outputNorm", mixer.outputNorm());
        json.addProperty("outputGate", mixer.outputGate());
        return json;
    }

    private static JsonObject of(AttentionRule rule) {
        var json = new JsonObject();
        json.addProperty("name", rule.getClass().getSimpleName());
        switch (rule) {
            case AttentionRule.Linear linear -> {
                json.addProperty("featureMap", linear.featureMap().name());
                json.addProperty("norm", linear.norm().name());
                json.addProperty("epsilon", linear.epsilon());
            }
            case AttentionRule.Retention retention -> {
                var decays = new JsonArray();
                retention.logDecay().forEach(decays::add);
                json.add("logDecay", decays);
            }
            case AttentionRule.DeltaNet delta -> json.addProperty("eigenvalues", delta.eigenvalues().name());
            case AttentionRule.GatedDeltaNet delta -> json.addProperty("eigenvalues", delta.eigenvalues().name());
            case AttentionRule.DeltaProduct product -> {
                json.addProperty("householders", product.householders());
                json.addProperty("gated", product.gated());
                json.addProperty("eigenvalues", product.eigenvalues().name());
            }
            case AttentionRule.BlockDiagonal block -> {
                json.addProperty("width", block.width());
                json.addProperty("weights", block.weights().name());
                json.addProperty("causal", block.causal());
                json.addProperty("epsilon", block.epsilon());
            }
            case AttentionRule.ScalarGated _,AttentionRule.Gla _,AttentionRule.Softmax _ -> {
            }
        }
        return json;
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws IllegalArgumentException if it is no configuration, with one sentence
     */
    static LanguageModelConfig read(String text) {
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            var mixers = new ArrayList<AttentionMixerConfig>();
            for (JsonElement mixer : json.getAsJsonArray("mixers")) {
                mixers.add(mixer(mixer.getAsJsonObject()));
            }
            return new LanguageModelConfig(integer(json, "vocabulary"), integer(json, "width"), mixers,
                    integer(json, "inner"), field(json, "tied").getAsBoolean());
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // Gson's and the casts' many kinds
            throw new IllegalArgumentException("it is not JSON of a model (" + e.getMessage() + ")", e);
        }
    }

    private static AttentionMixerConfig mixer(JsonObject json) {
        return new AttentionMixerConfig(rule(field(json, "rule").getAsJsonObject()), integer(json, "heads"),
                integer(json, "keyWidth"), integer(json, "valueWidth"), integer(json, "convolution"),
                field(json, "activation").getAsBoolean(), GateForm.valueOf(field(json, "gateForm").getAsString()),
                integer(json, "gateRank"), field(json, "gateTemperature").getAsDouble(),
                field(json, "outputNorm").getAsBoolean(), field(json, "outputGate").getAsBoolean());
    }

    private static AttentionRule rule(JsonObject json) {
        return switch (field(json, "name").getAsString()) {
            case "Linear" -> new AttentionRule.Linear(FeatureMap.valueOf(field(json, "featureMap").getAsString()),
                    OutputNorm.valueOf(field(json, "norm").getAsString()), field(json, "epsilon").getAsDouble());
            case "Retention" -> {
                List<Double> decays = new ArrayList<>();
                field(json, "logDecay").getAsJsonArray().forEach(decay -> decays.add(decay.getAsDouble()));
                yield new AttentionRule.Retention(decays);
            }
            case "ScalarGated" -> new AttentionRule.ScalarGated();
            case "Gla" -> new AttentionRule.Gla();
            case "DeltaNet" -> new AttentionRule.DeltaNet(eigenvalues(json));
            case "GatedDeltaNet" -> new AttentionRule.GatedDeltaNet(eigenvalues(json));
            case "DeltaProduct" -> new AttentionRule.DeltaProduct(integer(json, "householders"),
                    field(json, "gated").getAsBoolean(), eigenvalues(json));
            case "Softmax" -> new AttentionRule.Softmax();
            case "BlockDiagonal" -> new AttentionRule.BlockDiagonal(integer(json, "width"),
                    Weights.valueOf(field(json, "weights").getAsString()), field(json, "causal").getAsBoolean(),
                    field(json, "epsilon").getAsDouble());
            case String other -> throw new IllegalArgumentException("the attention rule " + other + " is unknown");
        };
    }

    private static EigenvalueRange eigenvalues(JsonObject json) {
        return EigenvalueRange.valueOf(field(json, "eigenvalues").getAsString());
    }

    private static int integer(JsonObject json, String name) {
        return field(json, name).getAsInt();
    }

    private static JsonElement field(JsonObject json, String name) {
        JsonElement field = json.get(name);
        if (field == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return field;
    }
}
