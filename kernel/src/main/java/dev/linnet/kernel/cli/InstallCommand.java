package dev.linnet.kernel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.install.InstallException;
import dev.linnet.kernel.install.Jdk;
import dev.linnet.kernel.install.KernelChoice;
import dev.linnet.kernel.jvm.JvmOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet install}: makes the kernel known to Jupyter. */
@Command(sortOptions = false, description = {"Makes the kernel known to Jupyter.",
        "It gets a copy of the jars, so it goes on working when this build is cleaned; install again after an update."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:installed", "1:it could not be written", "2:wrong use"})
final class InstallCommand implements Callable<Integer> {
    @Mixin
    private InstallPlace place;

    @Option(names = "--display-name", paramLabel = "TEXT", defaultValue = "Java (Linnet)", description = "What Jupyter's menus call it; without it: ${DEFAULT-VALUE}.")
    private String displayName;

    @Option(names = "--jdk", paramLabel = "JDK", description = "The JDK that runs it: a folder, or a name in the usual places such as /usr/lib/jvm; without it: the one that runs this command.")
    private String jdk;

    @Option(names = "--jvm", paramLabel = "OPTION", description = "An option of its virtual machine beside the usual ones, e.g. --jvm=-Xmx8g; may be given again.")
    private List<String> jvmOptions = new ArrayList<>();

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        try {
            var out = spec.commandLine().getOut();
            var kernel = new KernelChoice(place.name(), displayName,
                    jdk == null ? Jdk.ofThisProcess() : Jdk.of(jdk), JvmOptions.parse(jvmOptions));
            var installed = place.installer().install(Distribution.in(Home.locate()), kernel);
            out.println("Installed the kernel '" + kernel.name() + "' for Java " + kernel.jdk().version() + " in "
                    + kernel.jdk().home()
                    + (kernel.jvmOptions().isEmpty() ? "" : ", with " + String.join(" ", kernel.jvmOptions()))
                    + ". Written:");
            for (Path folder : installed.written()) {
                out.println("  " + folder);
            }
            if (!installed.note().isEmpty()) {
                out.println(installed.note());
            }
            return ExitCode.OK;
        } catch (InstallException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }
}
