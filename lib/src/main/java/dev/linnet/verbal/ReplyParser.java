package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.TaskKind;

/**
 * Reads what a model answered, mending what can be mended: code fences, other line ends, spaces and minus signs, a format that is repeated (its last
 * complete occurrence counts), numbers in sentences and in every spelling.
 */
public final class ReplyParser {
    private static final Pattern FENCE = Pattern.compile("(?m)^\\s*```[\\w-]*[ \\t]*$|```\\s*$");
    private static final Pattern OUTPUT = anywhere("outputs?");
    private static final Pattern DESCRIPTION = anywhere("new pattern descriptions?");
    private static final Pattern EXPLANATION = anywhere("explanations?");
    private static final Pattern REASONING = anywhere("reasoning");
    private static final Pattern NEXT_OF_LEARNER = atLineStart("outputs?|explanations?");
    private static final Pattern NEXT_OF_OPTIMIZER = atLineStart("reasoning|new pattern descriptions?");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\d_.])" + Numerals.PATTERN + "(?![\\p{L}\\d_])");
    private static final Pattern REMARK = Pattern.compile("\\([^()]*\\)");
    private static final Pattern ARRAY = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final int QUOTED = 60;

    private ReplyParser() {}

    private static Pattern anywhere(String words) {
        return Pattern.compile("(?i)\\b(?:" + words + ")\\b[ \\t*_`]*:[ \\t]*[*_`]*");
    }

    private static Pattern atLineStart(String words) {
        return Pattern.compile("(?im)^[ \\t>#*_`-]*\\b(?:" + words + ")\\b[ \\t*_`]*:");
    }

    /**
     * The one value that stands after the last label {@code Output:} with one, on its line or the next that is not empty; of several numbers in a
     * sentence the last. Rounded to two decimals.
     *
     * @throws UnreadableReplyException where there is none, or it is no class though classes are asked for
     */
    public static double output(String reply, TaskKind kind) {
        String text = clean(reply);
        List<MatchResult> labels = OUTPUT.matcher(text).results().toList();
        if (labels.isEmpty()) {
            throw new UnreadableReplyException("there is no label \"Output:\" in " + quote(text));
        }
        UnreadableReplyException defect = null;
        for (MatchResult label : labels.reversed()) {
            try {
                return value(text.substring(label.end()).stripLeading(), kind);
            } catch (UnreadableReplyException e) {
                defect = defect == null ? e : defect;
            }
        }
        throw defect;
    }

    private static double value(String after, TaskKind kind) {
        String line = after.lines().findFirst().orElse("");
        String bare = REMARK.matcher(line).replaceAll(" ");
        List<Double> numbers = numbers(numbers(bare).isEmpty() ? line : bare);
        if (numbers.isEmpty()) {
            throw new UnreadableReplyException("after \"Output:\" there is no number, but " + quote(line));
        }
        var array = ARRAY.matcher(line);
        if (array.find() && numbers(array.group(1)).size() > 1) {
            throw new UnreadableReplyException("the output is an array of " + numbers(array.group(1)).size()
                    + " values, " + quote(line) + ", where one is asked for");
        }
        double value = Numerals.round(numbers.getLast(), 2);
        if (!Double.isFinite(value)) {
            throw new UnreadableReplyException("the output " + quote(line) + " is larger than any number");
        }
        if (kind == TaskKind.CLASSIFICATION && value != 0 && value != 1) {
            throw new UnreadableReplyException(
                    "the output " + Numerals.print(value, 0) + " is no class: it must be 0 or 1");
        }
        return value;
    }

    private static List<Double> numbers(String line) {
        var numbers = new ArrayList<Double>();
        var found = NUMBER.matcher(line);
        while (found.find()) {
            numbers.add(Numerals.parse(found.group()));
        }
        return numbers;
    }

    /**
     * The description that stands after the last label {@code New Pattern Descriptions:} with one, to the end of the reply or to the next label.
     *
     * @param limit most characters that it may have
     * @throws UnreadableReplyException where there is none, or it is too long
     */
    public static String newDescription(String reply, int limit) {
        String text = clean(reply);
        List<MatchResult> labels = DESCRIPTION.matcher(text).results().toList();
        if (labels.isEmpty()) {
            throw new UnreadableReplyException("there is no label \"New Pattern Descriptions:\" in " + quote(text));
        }
        for (MatchResult label : labels.reversed()) {
            String description = before(NEXT_OF_OPTIMIZER, text.substring(label.end()));
            if (description.length() > limit) {
                throw new UnreadableReplyException("the new description has " + description.length()
                        + " characters; the limit is " + limit);
            }
            if (!description.isEmpty()) {
                return description;
            }
        }
        throw new UnreadableReplyException("after \"New Pattern Descriptions:\" there is nothing");
    }

    /** What stands after the last label {@code Explanations:} of a learner's reply, or nothing. */
    public static String explanation(String reply) {
        return section(clean(reply), EXPLANATION, NEXT_OF_LEARNER);
    }

    /** What stands after the last label {@code Reasoning:} of an optimizer's reply, or nothing. */
    public static String reasoning(String reply) {
        return section(clean(reply), REASONING, NEXT_OF_OPTIMIZER);
    }

    private static String section(String text, Pattern label, Pattern next) {
        List<MatchResult> labels = label.matcher(text).results().toList();
        return labels.isEmpty() ? "" : before(next, text.substring(labels.getLast().end()));
    }

    private static String before(Pattern label, String text) {
        var next = label.matcher(text);
        return (next.find() ? text.substring(0, next.start()) : text).strip();
    }

    private static String clean(String reply) {
        String text = FENCE.matcher(Numerals.plainCharacters(reply)).replaceAll("").strip();
        if (text.isEmpty()) {
            throw new UnreadableReplyException("the reply is empty");
        }
        return text;
    }

    private static String quote(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return "\"" + (line.length() > QUOTED ? line.substring(0, QUOTED) + "..." : line) + "\"";
    }
}
