package dev.linnet.magics;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %jvm}: the virtual machine that runs the session. */
public final class Jvm implements LineMagic {
    private static final List<String> PREVIEW = List.of("--enable-preview");

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("jvm", "Shows the virtual machine: its options, memory, preview features and library path.")
                .withHelp("A virtual machine takes its options when it starts: %jvm says how to start it with others.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        var machine = ManagementFactory.getRuntimeMXBean();
        var options = machine.getInputArguments();
        var runtime = Runtime.getRuntime();
        System.out.printf(Locale.ROOT, """
                Java             %s (%s), %s
                Home             %s
                Options          %s
                Heap             %s used, %s at most
                Processors       %d
                Preview features %s
                Library path     %s

                Options are fixed when the virtual machine starts. To change them, add a line such as
                    "env": {"JDK_JAVA_OPTIONS": "-Xmx8g --enable-preview -Djava.library.path=/path"}
                to the kernel's kernel.json (`jupyter kernelspec list` shows its directory), restart the kernel and run
                the cells again.
                """, Runtime.version(), System.getProperty("java.vendor"), System.getProperty("java.vm.name"),
                System.getProperty("java.home"),
                options.isEmpty() ? "none" : options.stream().collect(Collectors.joining("\n                 ")),
                mebibytes(runtime.totalMemory() - runtime.freeMemory()), mebibytes(runtime.maxMemory()),
                runtime.availableProcessors(), options.containsAll(PREVIEW) ? "on" : "off",
                System.getProperty("java.library.path"));
        return null;
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
