package dev.linnet.cuda.tune;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.linnet.cuda.LaunchWatcher;
import dev.linnet.cuda.SavedArray;
import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.backend.Storage;

/** Looks on while settings are tried: times launches, puts back what they write, and compares results with those of the first setting. */
final class Trials implements LaunchWatcher {
    /** What an argument held after a launch. */
    private record Result(String name, Numbers numbers) {}

    private final double tolerance;
    private final IdentityHashMap<Object, SavedArray> saved = new IdentityHashMap<>();
    private final Set<Storage> fetched = Collections.newSetFromMap(new IdentityHashMap<>());
    private List<Result> first;
    private List<Result> results = new ArrayList<>();
    private boolean compare;
    private long nanos;
    private int launches;
    private boolean settled;

    Trials(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Whether the next launches' results are kept. */
    void compare(boolean on) {
        compare = on;
        if (on) {
            results = new ArrayList<>();
        }
    }

    /**
     * Launches.
     *
     * @return nanoseconds that it took, all launches together
     */
    long run(Runnable launch) {
        restore();
        nanos = 0;
        launches = 0;
        settled = true;
        launch.run();
        if (launches == 0) {
            throw new IllegalArgumentException("no kernel of the module was launched");
        }
        return nanos;
    }

    /** Whether the machine had decided how it runs each of the last launches. */
    boolean settled() {
        return settled;
    }

    /** Puts back what arrays held before the search. */
    void restore() {
        saved.values().forEach(SavedArray::restore);
    }

    @Override
    public void before(LaunchRequest request, Object[] arguments) {
        for (int k = 0; k < arguments.length; k++) {
            if (request.arguments().get(k) instanceof Argument.Memory memory) {
                if (fetched.add(memory.storage())) {
                    memory.storage().download(); // a setting that goes wrong on a GPU costs what only that has
                }
                if (memory.written()) {
                    saved.computeIfAbsent(arguments[k], SavedArray::of);
                }
            }
        }
    }

    @Override
    public void after(LaunchRequest request, Outcome outcome, boolean decided) {
        settled &= decided;
        nanos += outcome.nanos();
        launches++;
        for (int k = 0; compare && k < request.arguments().size(); k++) {
            if (request.arguments().get(k) instanceof Argument.Memory memory && memory.written()) {
                memory.storage().download();
                var parameter = request.kernel().parameters().get(k);
                results.add(new Result(parameter.name(), Numbers.of(parameter.type(),
                        memory.storage().bytes().toArray(ValueLayout.JAVA_BYTE))));
            }
        }
    }

    /** Where the results that were kept last differ from the first ones that were kept; null where they do not. */
    String difference() {
        if (first == null) {
            first = results;
            return null;
        }
        if (results.size() != first.size()) {
            return "its launches write " + results.size() + " arrays, those of the first setting " + first.size();
        }
        for (int k = 0; k < results.size(); k++) {
            var one = results.get(k).numbers();
            var expected = first.get(k).numbers();
            var name = results.get(k).name();
            if (one.length() != expected.length()) {
                return name + " has " + one.length() + " elements, with the first setting " + expected.length();
            }
            int at = one.firstDifference(expected, tolerance);
            if (at >= 0) {
                return String.format(Locale.ROOT, "results differ: %s[%d] is %s, with the first setting %s", name, at,
                        one.text(at), expected.text(at));
            }
        }
        return null;
    }
}
