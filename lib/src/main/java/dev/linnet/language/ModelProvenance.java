package dev.linnet.language;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.description.LibraryVersion;

/**
 * How a model came to be: what one needs to train it again.
 *
 * @param seed     decided the initial weights
 * @param steps    optimiser steps done
 * @param training the optimiser's settings and the seed of the batches, in words; empty if there was no training
 * @param data     the text's name; empty if there was none
 * @param sha256   the text's checksum; empty if there was none
 * @param library  the library's version
 * @param java     the Java runtime's version
 */
public record ModelProvenance(long seed, int steps, String training, String data, String sha256, String library,
        String java) {
    /** A model that was not trained. */
    public static ModelProvenance untrained(long seed) {
        return new ModelProvenance(seed, 0, "", "", "", LibraryVersion.get(), Runtime.version().toString());
    }

    /** A model that this library trained here. */
    static ModelProvenance trained(long seed, int steps, String training, TextCorpus corpus) {
        return new ModelProvenance(seed, steps, training, corpus.name(), corpus.sha256(), LibraryVersion.get(),
                Runtime.version().toString());
    }

    String toJson() {
        var json = new JsonObject();
        json.addProperty("seed", seed);
        json.addProperty("steps", steps);
        json.addProperty("training", training);
        json.addProperty("data", data);
        json.addProperty("sha256", sha256);
        json.addProperty("library", library);
        json.addProperty("java", java);
        return json.toString();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static ModelProvenance read(String text) {
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            return new ModelProvenance(json.get("seed").getAsLong(), json.get("steps").getAsInt(),
                    json.get("training").getAsString(), json.get("data").getAsString(),
                    json.get("sha256").getAsString(), json.get("library").getAsString(),
                    json.get("java").getAsString());
        } catch (RuntimeException e) { // Gson's many kinds, and fields that are missing
            throw new IllegalArgumentException("it is not JSON of a model's provenance (" + e.getMessage() + ")", e);
        }
    }
}
