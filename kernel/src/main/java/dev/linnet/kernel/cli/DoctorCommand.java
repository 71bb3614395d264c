package dev.linnet.kernel.cli;

import java.util.concurrent.Callable;

import dev.linnet.display.checkup.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code linnet doctor}: what this machine has, what that enables, and how to get the rest. */
@Command(description = {"Looks at this machine: what is there, what that enables, and how to get the rest.",
        "Only the JDK is needed; everything else is a choice."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = "0:always")
final class DoctorCommand implements Callable<Integer> {
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String RESET = "\033[0m";

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        for (Finding finding : Diagnosis.ofThisMachine()) {
            String mark = finding.present() ? "yes" : "no ";
            if (Terminal.coloursOutput()) {
                mark = (finding.present() ? GREEN : YELLOW) + mark + RESET;
            }
            out.printf("%s  %-15s %s%n", mark, finding.subject(), finding.found());
            if (!finding.enables().isEmpty()) {
                out.printf("     %-15s %s%n", "", finding.enables());
            }
            if (!finding.remedy().isEmpty()) {
                out.printf("     %-15s %s%n", "", "-> " + finding.remedy());
            }
        }
        return ExitCode.OK;
    }
}
