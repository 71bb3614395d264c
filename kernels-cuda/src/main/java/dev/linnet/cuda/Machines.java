package dev.linnet.cuda;

import java.util.List;

import dev.linnet.cuda.backend.Backend;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.gpu.DriverProbe;
import dev.linnet.cuda.gpu.GpuBackend;
import dev.linnet.cuda.gpu.GpuException;

/** What runs kernels on this machine. */
public final class Machines {
    /** The GPU, or why there is none. */
    private record Gpu(Backend backend, String reason) {}

    private static Gpu gpu;

    private Machines() {}

    /** Looked for once, when a kernel is first compiled. */
    private static synchronized Gpu gpu() {
        if (gpu == null) {
            var probe = DriverProbe.ask();
            if (!probe.usable()) {
                gpu = new Gpu(null, probe.reason());
            } else {
                try {
                    gpu = new Gpu(GpuBackend.open(CpuBackend.get()), probe.reason());
                } catch (GpuException | LinkageError e) {
                    gpu = new Gpu(null, probe.reason() + ", but it cannot be used: " + e.getMessage());
                }
            }
        }
        return gpu;
    }

    /**
     * The backend for a target.
     *
     * @throws IllegalStateException where a GPU is demanded and there is none; the message says why
     */
    static Backend of(Target target) {
        return switch (target) {
            case CPU -> CpuBackend.get();
            case AUTO -> gpu().backend() != null && lost() == null ? gpu().backend() : CpuBackend.get();
            case GPU -> {
                if (gpu().backend() == null) {
                    throw new IllegalStateException("A GPU is demanded, and there is none to be used: " + gpu().reason()
                            + ". Without the demand (--backend auto) kernels run on the CPU here.");
                }
                yield gpu().backend();
            }
        };
    }

    /** Why the GPU that was found runs nothing any more in this process, a sentence; null where it does, or there is none. */
    static String lost() {
        return gpu().backend() == null ? null : gpu().backend().lost();
    }

    /** The GPU's name, or {@code CPU}. */
    public static String title() {
        return of(Target.AUTO).title();
    }

    /** What was looked for and found, a line each. */
    public static List<String> notes() {
        return List.of("GPU: " + (lost() == null ? gpu().reason() : lost()), "CPU: the PTX engine on "
                + Runtime.getRuntime().availableProcessors() + " cores");
    }
}
