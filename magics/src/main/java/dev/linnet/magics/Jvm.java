package dev.linnet.magics;

import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.linnet.kernel.jvm.JvmOptions;
import dev.linnet.kernel.jvm.Trial;
import dev.linnet.kernel.magic.CellNumbers;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicOption;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.MagicUsageException;
import dev.linnet.kernel.magic.VirtualMachine;
import dev.linnet.kernel.session.Console;
import dev.linnet.kernel.session.SessionConfig;

/** {@code %jvm}: the virtual machine that runs the session, and others in its place. */
public final class Jvm implements LineMagic {
    private static final String YES = "--yes";
    private static final String FRESH = "--fresh";
    private static final String ORIGINAL = "--original";
    private static final List<String> COMMON = List.of("-Xmx", "-Xss", "-Djava.library.path=", "-XX:+UseZGC",
            "-XX:+UseParallelGC", "--enable-preview", "--add-modules=", "--add-opens=", "--add-exports=", "-ea");

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("jvm", "Shows the virtual machine, or restarts it with other options.")
                .withOption(MagicOption.flag("do not ask", YES, "-y"))
                .withOption(MagicOption.flag("begin anew: run no cells again", FRESH))
                .withOption(MagicOption.flag("first go back to the options that the kernel was started with", ORIGINAL))
                .withRawRest("[JVM OPTION...]", false)
                .withHelp("""
                        %jvm                                      options, memory, library path
                        %jvm -Xmx8g --enable-preview              restarts Java with these options beside those it has
                        %jvm -Djava.library.path="/opt/my libs"   where System.loadLibrary looks
                        The kernel stays connected, and the cells that had succeeded are run again in the new virtual
                        machine, in their order and without what they show; the first that fails ends that. Where they
                        hold already, nothing happens, so that the line can stand at the top of a notebook; with nothing
                        to be run again it does not ask. It stands at the beginning of its cell. What %env has set is in
                        the environment of the new virtual machine.""");
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return COMMON.stream().filter(option -> option.startsWith(partial)).toList();
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        var flags = new ArrayList<>(call.values().keySet());
        var words = new ArrayList<String>();
        for (String word : call.words()) {
            var flag = call.spec().option(word);
            if (flag.isPresent()) {
                flags.add(flag.get().names().getFirst());
            } else {
                words.add(word);
            }
        }
        if (words.isEmpty() && flags.isEmpty()) {
            show();
            return null;
        }
        if (words.isEmpty() && flags.stream().allMatch(YES::equals)) {
            throw new MagicUsageException(
                    "There is nothing to say yes to: name the options that Java is restarted with, or "
                            + FRESH + ".",
                    call.spec());
        }
        List<String> wanted;
        try {
            wanted = JvmOptions.parse(words);
        } catch (IllegalArgumentException e) {
            throw new MagicUsageException(e.getMessage(), call.spec());
        }
        if (!context.virtualMachine().isReplaying()) {
            change(wanted, flags, context.virtualMachine());
        }
        return null;
    }

    private static void change(List<String> wanted, List<String> flags, VirtualMachine machine) throws Exception {
        var again = machine.replay();
        if (again.isPresent()) {
            int cells = again.get();
            System.out.println("Java was restarted" + (cells == 0
                    ? "."
                    : cells == 1 ? ", and one cell was run again." : ", and " + cells + " cells were run again."));
            return;
        }
        boolean original = flags.contains(ORIGINAL);
        if (!original && !flags.contains(FRESH) && JvmOptions.hold(wanted, inForce())) {
            System.out.println("Java runs with " + String.join(" ", wanted) + " already.");
            return;
        }
        var command = machine.command()
                .orElseThrow(() -> new MagicException("This session cannot restart its virtual machine, because it is"
                        + " not a Jupyter kernel's. Start it with the options instead: JDK_JAVA_OPTIONS=\""
                        + String.join(" ", wanted) + "\" linnet run NOTEBOOK."));
        var options = JvmOptions.merged(original ? machine.originalOptions() : command.options(), wanted);
        if (options.equals(command.options()) && !flags.contains(FRESH)) {
            System.out.println("Java runs with the options that the kernel was started with already.");
            return;
        }
        if (!machine.isAtBeginning()) {
            throw new MagicException(
                    "A cell that restarts Java begins with that line, because it is executed again from"
                            + " its beginning. Put the line into a cell of its own.");
        }
        var problem = Trial.problem(command.java(), options);
        if (problem.isPresent()) {
            throw new MagicException(
                    "Java does not start with these options, so nothing was changed: " + problem.get());
        }
        boolean cells = !flags.contains(FRESH) && !machine.cells().isEmpty();
        announce(command.options(), options, cells ? machine.cells() : List.of());
        if (flags.contains(YES) || machine.cells().isEmpty() || consents()) {
            machine.restart(options, cells);
        }
        System.out.println("Nothing was changed.");
    }

    private static List<String> inForce() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static void announce(List<String> before, List<String> after, List<Integer> cells) {
        var with = new ArrayList<>(after);
        with.removeAll(before);
        var without = new ArrayList<>(before);
        without.removeAll(after);
        System.out.println("Java restarts" + (with.isEmpty() ? "" : " with " + String.join(" ", with))
                + (without.isEmpty() ? "" : with.isEmpty() ? " without " : ", without ") + String.join(" ", without)
                + (cells.isEmpty() ? ". No cell is run again." : ". Run again: " + CellNumbers.text(cells) + "."));
    }

    private static boolean consents() throws MagicException {
        try {
            var answer = Console.input("Restart? What the cells have computed is computed anew (y/n) ");
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (UncheckedIOException e) {
            throw new MagicException("This front end cannot ask whether to restart; add --yes to have it done.", e);
        }
    }

    private static void show() {
        var options = inForce();
        var runtime = Runtime.getRuntime();
        System.out.printf(Locale.ROOT,
                """
                        Java             %s (%s), %s
                        Home             %s
                        Options          %s
                        Heap             %s used, %s at most
                        Processors       %d
                        Preview features %s
                        Library path     %s

                        %%jvm -Xmx8g --enable-preview restarts it with these options and runs the session's cells again.
                        For every session: linnet install --jvm=-Xmx8g, or the variable JDK_JAVA_OPTIONS where Jupyter is started.
                        """,
                Runtime.version(), System.getProperty("java.vendor"), System.getProperty("java.vm.name"),
                System.getProperty("java.home"),
                options.isEmpty() ? "none" : String.join("\n                 ", options),
                mebibytes(runtime.totalMemory() - runtime.freeMemory()), mebibytes(runtime.maxMemory()),
                runtime.availableProcessors(), SessionConfig.previews() ? "on" : "off",
                System.getProperty("java.library.path"));
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
