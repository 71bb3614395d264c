package dev.linnet.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A magic's name, arguments and help; begin with {@link #of} and refine.
 *
 * @param name        without percent signs
 * @param aliases     other names
 * @param summary     one line
 * @param help        further paragraphs and examples; may be empty
 * @param options     in the order of the help
 * @param arguments   what the usage shows after the options, e.g. {@code [NAME[=VALUE]]}
 * @param minimum     fewest arguments
 * @param maximum     most arguments
 * @param rest        what everything after the options is
 * @param valueType   the Java type of its value in {@code var x = %name}, or null to go by the value's class
 */
public record MagicSpec(String name, List<String> aliases, String summary, String help, List<MagicOption> options,
        String arguments, int minimum, int maximum, MagicSpec.Rest rest, String valueType) {
    /** What stands after the options. */
    public enum Rest {
        /** Words, split at blanks outside quotes. */
        WORDS,
        /** The same, but what follows the first word is a program's: what begins like an option there is none of the magic's. */
        PROGRAM,
        /** One text, taken as it is ({@link MagicCall#rest}), also where it begins like an option that there is not. */
        TEXT,
        /** The same, but Java: what begins like an option and cannot be Java is a wrong option. */
        JAVA
    }

    public MagicSpec {
        if (!name.matches("[A-Za-z_][\\w.-]*")) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\" must begin with a letter and hold letters, digits, '_', '.' and '-' only");
        }
        aliases = List.copyOf(aliases);
        options = List.copyOf(options);
    }

    /** A magic without arguments. */
    public static MagicSpec of(String name, String summary) {
        return new MagicSpec(name, List.of(), summary, "", List.of(), "", 0, 0, Rest.WORDS, null);
    }

    public MagicSpec withAliases(String... names) {
        return new MagicSpec(name, List.of(names), summary, help, options, arguments, minimum, maximum, rest,
                valueType);
    }

    public MagicSpec withHelp(String text) {
        return new MagicSpec(name, aliases, summary, text.strip(), options, arguments, minimum, maximum, rest,
                valueType);
    }

    public MagicSpec withOption(MagicOption option) {
        var all = new ArrayList<>(options);
        all.add(option);
        return new MagicSpec(name, aliases, summary, help, all, arguments, minimum, maximum, rest, valueType);
    }

    /** Takes words, split at blanks outside quotes. */
    public MagicSpec withArguments(String shown, int atLeast, int atMost) {
        return new MagicSpec(name, aliases, summary, help, options, shown, atLeast, atMost, Rest.WORDS, valueType);
    }

    /** Takes a program and its own arguments and options, split at blanks outside quotes. */
    public MagicSpec withProgram(String shown) {
        return new MagicSpec(name, aliases, summary, help, options, shown, 1, Integer.MAX_VALUE, Rest.PROGRAM,
                valueType);
    }

    /** Takes the rest of the line as it is. */
    public MagicSpec withRawRest(String shown, boolean required) {
        return new MagicSpec(name, aliases, summary, help, options, shown, required ? 1 : 0, 1, Rest.TEXT,
                valueType);
    }

    /** Takes the rest of the line as Java. */
    public MagicSpec withJava(boolean required) {
        return new MagicSpec(name, aliases, summary, help, options, "JAVA", required ? 1 : 0, 1, Rest.JAVA, valueType);
    }

    public MagicSpec withValueType(String type) {
        return new MagicSpec(name, aliases, summary, help, options, arguments, minimum, maximum, rest, type);
    }

    /** Whether what stands after the options is one text. */
    public boolean rawRest() {
        return rest == Rest.TEXT || rest == Rest.JAVA;
    }

    /** The option that is typed as {@code typed}. */
    public Optional<MagicOption> option(String typed) {
        return options.stream().filter(option -> option.names().contains(typed)).findFirst();
    }

    /** One line: {@code %name [-n COUNT] ARGUMENTS}. */
    public String usage() {
        var usage = new StringBuilder("%").append(name);
        for (var option : options) {
            usage.append(" [").append(option.names().getFirst());
            if (!option.isFlag()) {
                usage.append(' ').append(option.value());
            }
            usage.append(']');
        }
        return arguments.isEmpty() ? usage.toString() : usage.append(' ').append(arguments).toString();
    }

    /** Everything that {@code %name?} shows. */
    public String fullHelp() {
        var text = new StringBuilder(summary).append("\n\nUsage: ").append(usage()).append('\n');
        if (!aliases.isEmpty()) {
            text.append("Also called: %").append(String.join(", %", aliases)).append('\n');
        }
        if (!options.isEmpty()) {
            text.append("\nOptions:\n");
            int width = options.stream().mapToInt(option -> typed(option).length()).max().orElse(0);
            for (var option : options) {
                var typed = typed(option);
                text.append("  ")
                        .append(typed)
                        .repeat(' ', width - typed.length() + 2)
                        .append(option.description())
                        .append('\n');
            }
        }
        return help.isEmpty() ? text.toString() : text.append('\n').append(help).append('\n').toString();
    }

    private static String typed(MagicOption option) {
        return String.join(", ", option.names()) + (option.isFlag() ? "" : " " + option.value());
    }
}
