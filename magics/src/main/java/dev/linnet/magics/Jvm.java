package dev.linnet.magics;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.session.SessionConfig;

/** {@code %jvm}: the virtual machine that runs the session. */
public final class Jvm implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("jvm", "Shows the virtual machine: its options, memory, preview features and library path.")
                .withHelp("A virtual machine takes its options when it starts: %jvm says how to start it with others.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        var options = ManagementFactory.getRuntimeMXBean().getInputArguments();
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

                        A virtual machine takes its options when it starts. To change them, put them into JDK_JAVA_OPTIONS, such as
                            "JDK_JAVA_OPTIONS": "-Xmx8g --enable-preview -Djava.library.path=/opt/lib"
                        under "env" in the kernel's kernel.json (`jupyter kernelspec list` shows its directory), or set the variable
                        where Jupyter is started. Then restart the kernel and run the cells again; what they had computed is gone.
                        """,
                Runtime.version(), System.getProperty("java.vendor"), System.getProperty("java.vm.name"),
                System.getProperty("java.home"),
                options.isEmpty() ? "none" : options.stream().collect(Collectors.joining("\n                 ")),
                mebibytes(runtime.totalMemory() - runtime.freeMemory()), mebibytes(runtime.maxMemory()),
                runtime.availableProcessors(),
                SessionConfig.previews(System.getenv()) ? "on" : "off",
                System.getProperty("java.library.path"));
        return null;
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
