package dev.linnet.probe.features;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which columns are what.
 *
 * @param label    the name of the label's column, or null for the last
 * @param features the names of the features' columns in order; empty for all but the label's
 * @param areNamed whether labels are names, which become classes in the order of the alphabet, and not numbers
 */
public record Columns(String label, List<String> features, boolean areNamed) {
    public Columns {
        features = List.copyOf(features);
        if (label != null && features.contains(label)) {
            throw new IllegalArgumentException("The column " + label + " is the label; it cannot be a feature too.");
        }
    }

    /** The label last, everything else a feature. */
    public static Columns last() {
        return new Columns(null, List.of(), false);
    }

    /** The label in this column, everything else a feature. Where there is no heading, columns are called 0, 1, 2, ... */
    public static Columns label(String name) {
        return new Columns(name, List.of(), false);
    }

    /** These, with labels that are names such as {@code setosa}. */
    public Columns named() {
        return new Columns(label, features, true);
    }

    /** These, with these columns as features, in this order. */
    public Columns withFeatures(List<String> names) {
        return new Columns(label, names, areNamed);
    }

    /**
     * Where the columns are.
     *
     * @param label    the label's position
     * @param features the features' positions
     */
    @SuppressWarnings("ArrayRecordComponent") // read in place
    record Found(int label, int[] features) {
        List<String> names(List<String> all) {
            return IntStream.of(features).mapToObj(all::get).toList();
        }
    }

    /** Finds the columns in a heading. */
    Found find(String file, List<String> heading) throws FeaturesException {
        if (heading.size() < 2) {
            throw new FeaturesException(file + ": it has " + heading.size()
                    + " column; a label and at least one feature are needed.");
        }
        int at = label == null ? heading.size() - 1 : position(file, heading, label);
        var found = new ArrayList<Integer>();
        if (features.isEmpty()) {
            IntStream.range(0, heading.size()).filter(i -> i != at).forEach(found::add);
        } else {
            for (String name : features) {
                found.add(position(file, heading, name));
            }
        }
        return new Found(at, found.stream().mapToInt(i -> i).toArray());
    }

    private static int position(String file, List<String> heading, String name) throws FeaturesException {
        int at = heading.indexOf(name);
        if (at < 0) {
            throw new FeaturesException(file + ": it has no column " + name + "; it has " + shortened(heading) + ".");
        }
        return at;
    }

    private static String shortened(List<String> names) {
        return names.size() <= 20
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 20)) + " and " + (names.size() - 20) + " more";
    }
}
