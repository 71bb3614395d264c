package dev.linnet.kernel.magic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the text after a magic's name by its {@link MagicSpec}. */
final class MagicArguments {
    private final MagicSpec spec;
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private int restStart;

    private MagicArguments(MagicSpec spec, String text) {
        this.spec = spec;
        this.text = text;
    }

    /**
     * Checks and parts the arguments.
     *
     * @param cell      the whole cell
     * @param start     where in it the arguments begin
     * @param end       and where they end
     * @param bodyStart where a cell magic's body begins, or -1
     */
    static MagicCall parse(MagicSpec spec, String cell, int start, int end, int bodyStart) throws MagicException {
        var parsed = new MagicArguments(spec, cell.substring(start, end));
        parsed.read();
        var rest = parsed.text.substring(parsed.restStart).stripTrailing();
        return new MagicCall(spec, parsed.values, parsed.arguments, rest,
                rest.isEmpty() ? "" : CellText.blank(cell, 0, start + parsed.restStart) + rest,
                bodyStart < 0 ? "" : CellText.blank(cell, 0, bodyStart) + cell.substring(bodyStart));
    }

    private void read() throws MagicException {
        if (spec.rawRest()) {
            readLeadingOptions();
            int given = text.substring(restStart).isBlank() ? 0 : 1;
            if (given < spec.minimum()) {
                throw new MagicUsageException("%" + spec.name() + " needs " + spec.arguments() + ".", spec);
            }
            return;
        }
        readWords();
        if (arguments.size() < spec.minimum()) {
            throw new MagicUsageException("%" + spec.name() + " needs " + spec.arguments() + ".", spec);
        }
        if (arguments.size() > spec.maximum()) {
            throw new MagicUsageException(spec.maximum() == 0
                    ? "%" + spec.name() + " takes no argument, but there is \"" + arguments.getFirst() + "\"."
                    : "%" + spec.name() + " does not know what to do with \"" + arguments.get(spec.maximum()) + "\".",
                    spec);
        }
    }

    private void readWords() throws MagicException {
        var words = Words.split(text);
        boolean optionsEnded = false;
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i).text();
            if (optionsEnded || !looksLikeOption(word) || text.charAt(words.get(i).start()) != '-') {
                arguments.add(word);
                optionsEnded |= spec.rest() == MagicSpec.Rest.PROGRAM;
            } else if (word.equals("--")) {
                optionsEnded = true;
            } else {
                i = option(words, i);
            }
        }
    }

    private static boolean looksLikeOption(String word) {
        return word.matches("--|-[A-Za-z](=.*)?|--[A-Za-z][\\w-]*(=.*)?");
    }

    private void readLeadingOptions() throws MagicException {
        skipBlanks();
        while (looksLikeOption(firstWord(restStart))) {
            var word = firstWord(restStart);
            if (word.equals("--")) {
                restStart += 2;
                skipBlanks();
                return;
            }
            var name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            int after = restStart + word.length();
            if (spec.option(name).isEmpty()) {
                if (spec.rest() == MagicSpec.Rest.TEXT || mayBeJava(word.substring(name.length()), firstWord(after))) {
                    return;
                }
                throw unknownOption(name);
            }
            var value = firstWord(after);
            var words = new ArrayList<>(List.of(new Words.Word(word, restStart, after)));
            if (!value.isEmpty()) {
                int valueStart = text.indexOf(value, after);
                words.add(new Words.Word(value, valueStart, valueStart + value.length()));
            }
            restStart = words.get(option(words, 0)).end();
            skipBlanks();
        }
    }

    /** Whether Java can begin with a minus, a name and this: "-x + 1" is an expression, "--rnus 3" and "--rnus=3" are none. */
    private static boolean mayBeJava(String assigned, String next) {
        if (!assigned.isEmpty()) {
            return assigned.startsWith("==");
        }
        return next.isEmpty() || next.equals("instanceof") || !Character.isJavaIdentifierPart(next.charAt(0));
    }

    private void skipBlanks() {
        while (restStart < text.length() && Character.isWhitespace(text.charAt(restStart))) {
            restStart++;
        }
    }

    private String firstWord(int from) {
        var rest = text.substring(from).stripLeading();
        int end = 0;
        while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        return rest.substring(0, end);
    }

    /** Takes the option at {@code index} and its value; returns the index of the last word used. */
    private int option(List<Words.Word> words, int index) throws MagicException {
        var word = words.get(index).text();
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        var option = spec.option(name).orElseThrow(() -> unknownOption(name));
        var key = option.names().getFirst();
        if (option.isFlag()) {
            if (equals >= 0) {
                throw new MagicUsageException(name + " takes no value.", spec);
            }
            values.put(key, "");
            return index;
        }
        int last = equals < 0 ? index + 1 : index;
        if (last == words.size()) {
            throw new MagicUsageException(name + " needs a value: " + option.value() + ".", spec);
        }
        var value = equals < 0 ? words.get(last).text() : word.substring(equals + 1);
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            throw new MagicUsageException(
                    name + " takes " + String.join(", ", option.choices()) + ", not \"" + value + "\".", spec);
        }
        if (values.containsKey(key) && !option.list()) {
            throw new MagicUsageException(name + " is given twice.", spec);
        }
        values.merge(key, value, (before, more) -> before + "," + more);
        return last;
    }

    private MagicUsageException unknownOption(String name) {
        var known = spec.options().stream().flatMap(option -> option.names().stream()).toList();
        var near = NearestNames.of(name, known);
        return new MagicUsageException("%" + spec.name() + " has no option " + name + "."
                + (near.isEmpty() ? "" : " Did you mean " + near.getFirst() + "?"), spec);
    }
}
