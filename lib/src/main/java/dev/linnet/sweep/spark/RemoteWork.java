package dev.linnet.sweep.spark;

import dev.linnet.description.Description;
import dev.linnet.sweep.Work;
import org.apache.spark.api.java.function.Function;

/** What an executor runs: text in, text out, and nothing else comes along. */
final class RemoteWork implements Function<String, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String call(String description) {
        return Work.perform(new Description(description)).json();
    }
}
