package dev.linnet.sweep;

import com.google.gson.JsonObject;
import dev.linnet.description.Description;
import dev.linnet.description.LibraryVersion;
import dev.linnet.statetracking.Experiment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run that a sweep will do.
 *
 * @param experiment what is trained
 * @param labels     the values that were varied, by the names of their columns
 * @param work       what decides the outcome
 * @param key        hash of that and of the library's version
 */
record Planned(Experiment experiment, Map<String, String> labels, Description work, String key) {
    static Planned of(Experiment experiment, Map<String, String> labels, List<Measure> measures) {
        Description work = new Work(experiment, measures).description();
        return new Planned(experiment, labels, work,
                new Description(LibraryVersion.get() + " " + work.text()).hash());
    }

    /** For people who read the file of results. */
    JsonObject json() {
        var json = new JsonObject();
        json.addProperty("name", experiment.name());
        new LinkedHashMap<>(labels).forEach(json::addProperty);
        json.addProperty("seed", experiment.seed());
        return json;
    }
}
