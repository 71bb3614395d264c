package dev.linnet.kernel.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.linnet.kernel.install.InstalledKernels;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.notebook.html.HtmlPage;
import dev.linnet.kernel.runner.ClaimTable;
import dev.linnet.kernel.runner.Machine;
import dev.linnet.kernel.runner.OutputPath;
import dev.linnet.kernel.runner.PreparedRun;
import dev.linnet.kernel.runner.RunException;
import dev.linnet.kernel.runner.RunOptions;
import dev.linnet.kernel.runner.RunReport;
import dev.linnet.kernel.runner.SessionRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet run}: runs notebooks without a front end and says whether their claims hold. */
@Command(sortOptions = false, description = {
        "Runs notebooks from top to bottom, saves them with their outputs and says whether their claims hold.",
        "Files that cells name are looked for in the notebook's folder. Nothing is ever asked for."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:every cell ran and every claim holds",
                "1:a cell failed or took too long, or the output can no longer be written; it holds everything up to there",
                "2:wrong use or bad input; nothing was run", "3:every cell ran, but a claim does not hold",
                "130:interrupted (Ctrl-C); the output holds everything up to there"})
final class RunCommand implements Callable<Integer> {
    private static final double LONGEST_TIMEOUT = 1e9;

    @Parameters(arity = "1..*", paramLabel = "NOTEBOOK", description = "The notebooks (.ipynb) to run, in this order.")
    private List<String> notebooks;

    @Option(names = {"-p",
            "--parameter"}, paramLabel = "NAME=VALUE", description = "Sets a parameter that the notebook's cell tagged 'parameters' declares.")
    private List<String> parameters = List.of();

    @Option(names = {"-o",
            "--output"}, paramLabel = "OUT", description = "Where to save: a file ending in .ipynb, or a folder. Without it: "
                    + OutputPath.DEFAULT_FOLDER
                    + "/NOTEBOOK.")
    private String output;

    @Option(names = "--in-place", description = "Save the outputs into the notebook itself.")
    private boolean inPlace;

    @Option(names = "--html", description = "Also save an HTML page beside the output.")
    private boolean html;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stop when a cell takes longer than this.")
    private String timeout;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    private volatile PreparedRun current;
    private volatile boolean ended;

    @Override
    public Integer call() throws CommandException, RunException, NotebookException {
        var runs = prepare();
        var hook = Thread.ofPlatform().name("linnet-interrupted").unstarted(this::interrupted);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return run(runs);
        } finally {
            runs.forEach(PreparedRun::close);
            ended = true;
            removeHook(hook);
        }
    }

    /** Everything that can be wrong with any of the notebooks is found before the first one is run. */
    private List<PreparedRun> prepare() throws CommandException, RunException, NotebookException {
        var options = new RunOptions(parameters(), timeout(), html);
        var runs = new ArrayList<PreparedRun>();
        boolean whole = false;
        try {
            for (String name : notebooks) {
                Path notebook = CommandPath.of(name);
                Path target = OutputPath.of(notebook, CommandPath.of("").toAbsolutePath(), output, inPlace,
                        notebooks.size());
                runs.add(PreparedRun.of(notebook, name, target, options, InstalledKernels::isLinnet));
            }
            whole = true;
            return runs;
        } finally {
            if (!whole) {
                runs.forEach(PreparedRun::close);
            }
        }
    }

    private int run(List<PreparedRun> runs) throws CommandException, NotebookException {
        var library = Library.locate();
        var machine = Machine.here();
        int code = ExitCode.OK;
        for (PreparedRun run : runs) {
            RunReport report;
            try (var progress = new RunProgress(run.name(), err())) {
                current = run;
                try {
                    report = run.run(library, folder -> SessionRuntime.start(library, folder), machine, progress);
                } catch (NotebookException unwritable) {
                    if (progress.lastCell() == 0) {
                        throw unwritable;
                    }
                    throw new CommandException(ExitCode.FAILED, unwritable.getMessage() + " " + run.name()
                            + " stopped at cell " + progress.lastCell() + "; " + shown(run.output())
                            + " holds what was saved before.", unwritable);
                }
            }
            if (report.status() == RunReport.Status.INTERRUPTED) {
                return ExitCode.INTERRUPTED;
            }
            tell(run, report);
            code = worse(code, code(report.status()));
        }
        return code;
    }

    private void tell(PreparedRun run, RunReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (!report.failure().isEmpty()) {
            err().println(run.name() + ": " + report.failure());
            for (String line : report.trace()) {
                err().println("    " + (Terminal.drawsProgress() ? line : line.replaceAll("\033\\[[0-9;]*m", "")));
            }
        }
        ClaimTable.lines(report.claims(), Terminal.coloursOutput()).forEach(out::println);
        boolean partial = report.status() == RunReport.Status.FAILED;
        out.println(run.name() + (partial ? " stopped after " : " ran in ") + RunReport.duration(report.seconds())
                + "; the " + (partial ? "partial " : "") + "output is in " + shown(run.output()) + (html
                        ? " and " + shown(HtmlPage.beside(run.output()))
                        : ""));
    }

    /** Ctrl-C, or a signal that asks the process to end: what the cells have put out so far is saved. */
    private void interrupted() {
        PreparedRun run = current;
        if (ended || run == null) {
            return;
        }
        try {
            run.interrupt();
            err().println();
            err().println("linnet: Interrupted; the partial output is in " + shown(run.output()) + ".");
        } catch (NotebookException failure) {
            err().println("linnet: Interrupted, and the partial output is lost. " + failure.getMessage());
        } finally {
            run.close();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook runs: it has the last word.
        }
    }

    private Map<String, String> parameters() throws CommandException {
        var values = new LinkedHashMap<String, String>();
        for (String given : parameters) {
            int equals = given.indexOf('=');
            if (equals < 1) {
                throw new CommandException(ExitCode.MISUSE,
                        "-p takes NAME=VALUE, such as -p seed=7, and it is '" + given + "'.");
            }
            values.put(given.substring(0, equals), given.substring(equals + 1));
        }
        return values;
    }

    private Duration timeout() throws CommandException {
        if (timeout == null) {
            return null;
        }
        double seconds;
        try {
            seconds = Double.parseDouble(timeout);
        } catch (NumberFormatException word) {
            seconds = Double.NaN;
        }
        if (!(seconds > 0 && seconds <= LONGEST_TIMEOUT)) {
            throw new CommandException(ExitCode.MISUSE,
                    "--timeout takes a number of seconds that is more than 0, and it is '" + timeout + "'.");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static int code(RunReport.Status status) {
        return switch (status) {
            case OK -> ExitCode.OK;
            case FAILED -> ExitCode.FAILED;
            case CLAIM_FAILED -> ExitCode.CLAIM_FAILED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
        };
    }

    /** A cell that failed outweighs a claim that failed. */
    private static int worse(int one, int other) {
        return one == ExitCode.FAILED || other == ExitCode.FAILED ? ExitCode.FAILED : Math.max(one, other);
    }

    private static Path shown(Path file) {
        Path here = Path.of(System.getProperty("linnet.cwd", "")).toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file) : file;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
