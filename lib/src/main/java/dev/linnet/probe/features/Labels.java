package dev.linnet.probe.features;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Turns labels as they stand in a file into classes 0 .. K - 1. */
final class Labels {
    /** More classes than any linear probe here is for: a mistaken column of identifiers would else ask for the whole memory. */
    private static final int MOST = 1_000_000;

    private final String file;
    private final boolean named;
    private final Map<String, Integer> known = new HashMap<>();
    private final List<String> declared;
    private final TreeSet<String> found = new TreeSet<>();
    private int highest = -1;

    /** {@code declared} has the names of the classes in order, where they are known. */
    Labels(String file, List<String> declared, boolean named) {
        this.file = file;
        this.named = named || !declared.isEmpty();
        this.declared = declared;
        for (int i = 0; i < declared.size(); i++) {
            known.put(declared.get(i), i);
        }
    }

    /** The class of a label; -1 for a name as long as the order of names is not known. */
    int add(String label, String place) throws FeaturesException {
        if (!named) {
            int number = number(label, place);
            highest = Math.max(highest, number);
            return number;
        }
        if (label.isEmpty() || label.equals("?")) {
            throw new FeaturesException(file + ": in " + place + " the label is missing.");
        }
        if (declared.isEmpty()) {
            found.add(label);
            if (found.size() > MOST) {
                throw new FeaturesException(file + ": there are more than " + MOST + " different labels.");
            }
            return -1;
        }
        Integer number = known.get(label);
        if (number == null) {
            throw new FeaturesException(file + ": in " + place + " the label is \"" + label + "\"; the classes are "
                    + String.join(", ", declared) + ".");
        }
        return number;
    }

    private int number(String label, String place) throws FeaturesException {
        double number;
        try {
            number = Double.parseDouble(label);
        } catch (NumberFormatException _) {
            throw new FeaturesException(file + ": in " + place + " the label is \"" + label
                    + "\"; it must be an integer from 0 on (or say that labels are names: Columns.named()).");
        }
        if (number != Math.rint(number) || number < 0 || number >= MOST) {
            throw new FeaturesException(file + ": in " + place + " the label is " + label
                    + "; it must be an integer of at least 0 and below " + MOST + ".");
        }
        return (int) number;
    }

    int classes() {
        return named ? names().size() : highest + 1;
    }

    List<String> names() {
        return named && declared.isEmpty() ? new ArrayList<>(found) : declared;
    }
}
