package dev.linnet.llm.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps the waits between attempts instead of taking them. */
final class Pauses implements Backoff.Pause {
    private final List<Duration> taken = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void take(Duration length) {
        taken.add(length);
    }

    List<Double> seconds() {
        return taken.stream().map(length -> length.toMillis() / 1000.0).toList();
    }
}
