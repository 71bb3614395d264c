package dev.linnet.kernel.jvm;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command that started a virtual machine.
 *
 * @param java      the program
 * @param options   options of the virtual machine, one word each, the class path among them
 * @param main      the main class
 * @param arguments what follows it
 */
public record CommandLine(Path java, List<String> options, String main, List<String> arguments) {
    private static final Path WORDS = Path.of("/proc/self/cmdline");

    public CommandLine {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /** The command of this process; empty where the system does not tell, or it names no main class. */
    public static Optional<CommandLine> ofThisProcess() {
        return wordsOfThisProcess().flatMap(CommandLine::of);
    }

    private static Optional<List<String>> wordsOfThisProcess() {
        try {
            if (Files.isReadable(WORDS)) { // ProcessHandle reads one page of it at most
                var charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
                var text = new String(Files.readAllBytes(WORDS), charset);
                return Optional.of(List.of(text.replaceFirst("\0$", "").split("\0", -1)));
            }
        } catch (IOException unreadable) {
            // then as elsewhere
        }
        var info = ProcessHandle.current().info();
        return info.arguments().map(arguments -> {
            var words = new ArrayList<>(List.of(info.command().orElse("java")));
            words.addAll(List.of(arguments));
            return words;
        });
    }

    /** The command in {@code words}, the program first; empty where it names no main class. */
    static Optional<CommandLine> of(List<String> words) {
        var options = new ArrayList<String>();
        var rest = words.subList(1, words.size());
        int used = JvmOptions.join(rest, options);
        if (used == rest.size() || options.contains("-jar")) {
            return Optional.empty();
        }
        return Optional.of(new CommandLine(Path.of(System.getProperty("java.home"), "bin", "java"), options,
                rest.get(used), rest.subList(used + 1, rest.size())));
    }

    /** The command with other options and arguments. */
    public CommandLine with(List<String> otherOptions, List<String> otherArguments) {
        return new CommandLine(java, otherOptions, main, otherArguments);
    }

    /** The command as words, the program first. */
    public List<String> words() {
        var words = new ArrayList<String>();
        words.add(java.toString());
        words.addAll(options);
        words.add(main);
        words.addAll(arguments);
        return words;
    }
}
