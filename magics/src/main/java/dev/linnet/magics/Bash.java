package dev.linnet.magics;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.lang.model.SourceVersion;

import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicOption;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.Reported;

/** {@code %%bash}: a shell script. Bash reads it, exactly as typed, from its standard input. */
public final class Bash implements CellMagic {
    /** How long processes may take to end by themselves when the cell is interrupted. */
    private static final int GRACE_MS = 500;
    /** How long output may come after bash has ended; what background processes print later is not waited for. */
    private static final int REST_OF_OUTPUT_MS = 1000;

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("bash", "Runs the cell as a bash script; its output appears as it is written.")
                .withAliases("sh")
                .withOption(
                        MagicOption.value("NAME", "put what it prints into a String variable instead", "-o", "--out"))
                .withOption(MagicOption.flag("give the exit code as the cell's value, also where it is not 0", "-c",
                        "--code"))
                .withArguments("[ARGUMENT...]", 0, Integer.MAX_VALUE)
                .withHelp("""
                        %%bash -o listing -- one "two words"
                        echo "$1, $2"; ls
                        Arguments are $1, $2, ... of the script. It runs in the directory of %cd with the variables of
                        %env; nothing that it sets outlives it. Its standard input is the script itself. An exit code
                        other than 0 is an error. Interrupting the cell ends bash and what it started.""");
    }

    @Override
    public Object runCell(MagicCall call, String body, MagicContext context) throws Exception {
        var variable = call.value("-o");
        if (variable.isPresent() && !SourceVersion.isName(variable.get())) {
            throw new MagicException("-o takes the name of a variable, not \"" + variable.get() + "\".");
        }
        var captured = new StringWriter();
        var process = start(call.arguments(), context);
        int code = run(process, body, variable.isPresent() ? captured::write : System.out::print);
        if (variable.isPresent()) {
            context.declare(variable.get(), "String", captured.toString());
        }
        if (call.has("-c")) {
            return code;
        }
        if (code != 0) {
            throw new MagicException("bash ended with exit code " + code + meaning(code)
                    + ". With %%bash --code the code is the cell's value and no error.");
        }
        return new Reported(code);
    }

    private static Process start(List<String> arguments, MagicContext context) throws MagicException {
        var command = new ArrayList<>(List.of("bash", "-s", "--"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(context.workingDirectory().toFile());
        builder.environment().clear();
        builder.environment().putAll(context.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new MagicException(Files.isDirectory(context.workingDirectory())
                    ? "bash cannot be started: install it, or put its directory into PATH and restart the kernel ("
                            + e.getMessage() + ")."
                    : "The working directory \"" + context.workingDirectory() + "\" is gone; choose another with %cd.",
                    e);
        }
    }

    private interface Printer {
        void print(String text);
    }

    private static int run(Process process, String script, Printer out) throws InterruptedException {
        try {
            var streams = List.of(pump(process.inputReader(StandardCharsets.UTF_8), out),
                    pump(process.errorReader(StandardCharsets.UTF_8), System.err::print), feed(process, script));
            int code = process.waitFor();
            for (var stream : streams) {
                stream.join(REST_OF_OUTPUT_MS);
            }
            return code;
        } catch (InterruptedException e) {
            end(process);
            throw e;
        }
    }

    private static Thread pump(Reader from, Printer to) {
        return Thread.ofPlatform().daemon().name("bash-output").start(() -> {
            var buffer = new char[8192];
            try (from) {
                for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                    to.print(new String(buffer, 0, length));
                }
            } catch (IOException e) {
                // The process was ended while it printed.
            }
        });
    }

    private static Thread feed(Process process, String script) {
        return Thread.ofPlatform().daemon().name("bash-input").start(() -> {
            try (var in = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8)) {
                in.print(script.endsWith("\n") ? script : script + "\n");
            }
        });
    }

    /** Asks all processes of the script to end, and those that do not end soon are killed. */
    private static void end(Process process) {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (var one : all) {
            one.onExit().orTimeout(GRACE_MS, TimeUnit.MILLISECONDS).exceptionally(_ -> {
                one.destroyForcibly();
                return one;
            });
        }
    }

    private static String meaning(int code) {
        return switch (code) {
            case 126 -> " (a command could not be run)";
            case 127 -> " (a command was not found)";
            default -> code > 128 && code < 128 + 65 ? " (signal " + (code - 128) + ")" : "";
        };
    }
}
