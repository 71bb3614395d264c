package dev.linnet.kernel.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.runner.RunException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The main class of the {@code linnet} command. */
public final class Main {
    private static final Map<String, Supplier<Callable<Integer>>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("lab", LabCommand::new);
        COMMANDS.put("install", InstallCommand::new);
        COMMANDS.put("uninstall", UninstallCommand::new);
        COMMANDS.put("test", TestCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
        COMMANDS.put("bundle", BundleCommand::new);
        COMMANDS.put("fetch", FetchCommand::new);
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("version", VersionCommand::new);
    }

    private static final int WIDTH = 100;

    private Main() {}

    public static void main(String[] arguments) {
        int code = run(arguments, writer(System.out), writer(System.err));
        System.exit(code);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /** Runs one command and returns its exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        String name = arguments.length == 0 ? "--help" : arguments[0];
        Supplier<Callable<Integer>> command = COMMANDS.get(name);
        CommandLine line;
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (name) {
            case "-h", "--help", "help" -> {
                line = overview();
                rest = new String[] {"--help"};
            }
            case "-V", "--version" -> line = single("version", new VersionCommand());
            case "bench" -> {
                String what = rest.length == 0 ? "" : rest[0];
                line = switch (what) {
                    case "attention" -> single("bench attention", new BenchAttentionCommand());
                    case "cuda" -> single("bench cuda", new BenchCudaCommand());
                    case "train" -> single("bench train", new BenchTrainCommand());
                    case "probe" -> single("bench probe", new BenchProbeCommand());
                    case "odeen" -> single("bench odeen", new BenchOdeenCommand());
                    default -> single(name, command.get());
                };
                rest = List.of("attention", "cuda", "train", "probe", "odeen").contains(what)
                        ? Arrays.copyOfRange(rest, 1, rest.length)
                        : rest;
            }
            default -> {
                if (command == null) {
                    return say("There is no command '" + name + "'; there are " + String.join(", ", COMMANDS.keySet())
                            + ". 'linnet --help' says what they do.", ExitCode.MISUSE, err);
                }
                line = single(name, command.get());
            }
        }
        line.setUsageHelpWidth(WIDTH);
        line.setOut(out).setErr(err).setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((misuse, given) -> misuse(misuse, err));
        line.setExecutionExceptionHandler((failure, ignored, parsed) -> failed(failure, err));
        return line.execute(rest);
    }

    private static CommandLine single(String name, Callable<Integer> command) {
        var line = new CommandLine(command);
        line.setCommandName("linnet " + name);
        return line;
    }

    /** Only for the list of commands, or for the message about an unknown one: this one knows them all. */
    private static CommandLine overview() {
        var line = new CommandLine(new Overview());
        COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line;
    }

    private static int misuse(ParameterException misuse, PrintWriter err) {
        var line = misuse.getCommandLine();
        String message = String.valueOf(misuse.getMessage());
        err.println("linnet: " + message + (message.endsWith(".") ? "" : "."));
        UnmatchedArgumentException.printSuggestions(misuse, err);
        err.println("'" + line.getCommandName() + " --help' shows what can be said.");
        return ExitCode.MISUSE;
    }

    private static int failed(Exception failure, PrintWriter err) {
        if (System.getenv("LINNET_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        return switch (failure) {
            case CommandException command -> say(command.getMessage(), command.exitCode(), err);
            case RunException run -> say(run.getMessage(), ExitCode.MISUSE, err);
            case NotebookException notebook -> say(notebook.getMessage(), ExitCode.MISUSE, err);
            case IllegalArgumentException value -> say(value.getMessage(), ExitCode.MISUSE, err);
            default -> say("Something went wrong that should not have: " + failure
                    + " (LINNET_DEBUG=1 shows where).", ExitCode.FAILED, err);
        };
    }

    private static int say(String message, int code, PrintWriter err) {
        err.println("linnet: " + message);
        return code;
    }

    private static Ansi ansi() {
        return Terminal.coloursOutput() ? Ansi.ON : Ansi.OFF;
    }
}
