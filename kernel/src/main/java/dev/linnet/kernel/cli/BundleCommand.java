package dev.linnet.kernel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.linnet.kernel.bundle.BundleException;
import dev.linnet.kernel.bundle.GpuBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet bundle}: packs what runs elsewhere. */
@Command(sortOptions = false, description = {
        "Packs one folder that runs on another Linux machine, without Java and without a network.",
        "--gpu: the tests and the benchmark of CUDA kernels on an NVIDIA GPU. Over there './gpu-suite --out DIR' runs both."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:packed", "1:it could not be packed", "2:wrong use"})
final class BundleCommand implements Callable<Integer> {
    private static final String FOLDER = "target/linnet-gpu";

    @Option(names = "--gpu", description = "What is packed: the GPU suite. There is no other bundle yet, so it has to be given.")
    private boolean gpu;

    @Option(names = {"-o", "--output"}, paramLabel = "FOLDER", description = "The folder; without it: " + FOLDER
            + " in the repository. An earlier bundle there is replaced.")
    private String output;

    @Option(names = "--archive", description = "Also FOLDER.tar.gz.")
    private boolean archive;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        if (!gpu) {
            throw new CommandException(ExitCode.MISUSE, "Say what is to be packed: --gpu.");
        }
        var os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!os.equals("Linux amd64")) {
            throw new CommandException(ExitCode.FAILED,
                    "The bundle holds this machine's Java and is for Linux on x86-64; this is " + os + ".");
        }
        Path home = Home.locate();
        Path folder = (output == null ? home.resolve(FOLDER) : CommandPath.of(output)).toAbsolutePath().normalize();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(ExitCode.MISUSE, "'" + folder + "' is a file; name a folder.");
        }
        var out = spec.commandLine().getOut();
        try {
            var bundle = new GpuBundle(home, folder, out::println);
            long size = bundle.make();
            out.println(said(folder, size));
            if (archive) {
                var file = bundle.archive();
                out.println(said(file, file.toFile().length()));
            }
            out.println("On the machine with the GPU: ./gpu-suite --out DIR");
            return ExitCode.OK;
        } catch (BundleException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }

    private static String said(Path file, long bytes) {
        return String.format(Locale.ROOT, "%s: %.1f MiB", file, bytes / 1048576.0);
    }
}
