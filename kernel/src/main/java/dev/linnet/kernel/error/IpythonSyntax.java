package dev.linnet.kernel.error;

import java.util.regex.Pattern;

/** Lines that IPython understands and Java does not: what to write instead. */
final class IpythonSyntax {
    private static final Pattern COMMAND = Pattern.compile("!\\s*[a-z./~][^=;(]*");
    private static final Pattern COMMAND_WITH_ARGUMENTS = Pattern.compile("!\\s*[a-z./~]\\S*\\s[^=;(&|]+");
    private static final Pattern HELP = Pattern.compile("\\?{1,2}[\\w.]+|[\\w.]+\\?{1,2}");

    private IpythonSyntax() {}

    /** Whether a line is a shell command with something behind it, as hardly any Java is. */
    static boolean isCommand(String line) {
        return COMMAND_WITH_ARGUMENTS.matcher(line.strip()).matches();
    }

    /** A line of advice about a line of a cell that does not compile, or null. */
    static String advice(String line) {
        var typed = line.strip();
        if (COMMAND.matcher(typed).matches()) {
            return "A shell command stands in a cell of its own: %%bash in the first line, the command below it.";
        }
        return HELP.matcher(typed).matches()
                ? "Shift-Tab behind a name shows its documentation; %time? shows the help of the magic %time."
                : null;
    }
}
