package dev.linnet.sweep;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of one run.
 *
 * @param steps    optimiser steps done
 * @param loss     loss of the last batch, NaN if there was none
 * @param measures the measured numbers by name
 * @param seconds  time of the training; the only thing here that two computations of one run differ in
 * @param failure  why there is no result, in a sentence; empty if there is one
 */
public record Outcome(int steps, double loss, Map<String, Double> measures, double seconds, String failure) {
    public Outcome {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** A run without a result. */
    public static Outcome failed(String reason) {
        return new Outcome(0, Double.NaN, Map.of(), 0, reason);
    }

    /** Whether there is a result. */
    public boolean succeeded() {
        return failure.isEmpty();
    }

    /** One line of JSON. */
    public String json() {
        return toJson().toString();
    }

    JsonObject toJson() {
        var json = new JsonObject();
        json.addProperty("steps", steps);
        json.addProperty("loss", Double.toString(loss));
        var numbers = new JsonObject();
        measures.forEach((name, value) -> numbers.addProperty(name, Double.toString(value)));
        json.add("measures", numbers);
        json.addProperty("seconds", seconds);
        json.addProperty("failure", failure);
        return json;
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Outcome read(String text) {
        try {
            return read(JsonParser.parseString(text).getAsJsonObject());
        } catch (RuntimeException e) { // Gson's many kinds, and fields that are missing
            throw new IllegalArgumentException("This is no outcome of a run: " + text, e);
        }
    }

    static Outcome read(JsonObject json) {
        var measures = new LinkedHashMap<String, Double>();
        json.getAsJsonObject("measures")
                .asMap()
                .forEach((name, value) -> measures.put(name, Double.valueOf(value.getAsString())));
        return new Outcome(json.get("steps").getAsInt(), Double.parseDouble(json.get("loss").getAsString()), measures,
                json.get("seconds").getAsDouble(), json.get("failure").getAsString());
    }
}
