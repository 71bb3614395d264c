package dev.linnet.display.cell;

import java.util.List;

/**
 * A language of cells, {@code %%name}, with commands about it, {@code %name}. It is named in
 * {@code META-INF/services/dev.linnet.display.cell.CellLanguage}; making it must be cheap, for every session does.
 */
public interface CellLanguage {
    /**
     * An option of its cells and commands.
     *
     * @param names       as typed, dashes included; the first identifies it
     * @param value       what the usage calls its value, or null for a flag
     * @param description one line
     * @param choices     the values it takes; empty where any will do
     * @param list        whether it may be given several times
     */
    record Option(List<String> names, String value, String description, List<String> choices, boolean list) {
        public Option {
            names = List.copyOf(names);
            choices = List.copyOf(choices);
        }

        /** An option without a value. */
        public static Option flag(String description, String... names) {
            return new Option(List.of(names), null, description, List.of(), false);
        }

        /** An option with a value. */
        public static Option value(String value, String description, String... names) {
            return new Option(List.of(names), value, description, List.of(), false);
        }

        /** An option that may be given several times. */
        public static Option list(String value, String description, String... names) {
            return new Option(List.of(names), value, description, List.of(), true);
        }

        /** An option whose value is one of some. */
        public static Option choice(List<String> choices, String description, String... names) {
            return new Option(List.of(names), String.join("|", choices), description, choices, false);
        }
    }

    /** What follows the percent signs. */
    String name();

    /** One line. */
    String summary();

    /** Further paragraphs and examples. */
    String help();

    /** In the order of the help. */
    List<Option> options();

    /** What the usage shows after the options. */
    String arguments();

    /** Most arguments of a command. */
    int mostArguments();

    /** Candidates for a command's argument of which {@code partial} is typed. */
    List<String> complete(String partial);

    /**
     * Runs a cell. Printing and displaying go to it.
     *
     * @param body everything after the first line, as typed
     * @return its value, or null where it has none
     * @throws CellProblem where a sentence says what is wrong
     * @throws Exception   as its own code fails
     */
    Object runCell(CellCall call, String body, CellHost host) throws Exception;

    /**
     * Runs a command.
     *
     * @return its value, or null where it has none
     * @throws CellProblem where a sentence says what is wrong
     * @throws Exception   as its own code fails
     */
    Object runLine(CellCall call, CellHost host) throws Exception;
}
