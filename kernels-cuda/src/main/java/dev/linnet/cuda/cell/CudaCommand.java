package dev.linnet.cuda.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Machines;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.compiler.CompileCache;
import dev.linnet.cuda.compiler.CompilerException;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.compiler.Disassembler;
import dev.linnet.cuda.compiler.NvrtcInstallation;
import dev.linnet.cuda.profile.Profiles;
import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellProblem;

/** A {@code %cuda} command. */
final class CudaCommand {
    /** What each command takes: itself and so many arguments more; {@code tune} counts for itself. */
    private static final Map<String, Integer> ARGUMENTS = Map.of("info", 1, "ptx", 2, "sass", 2, "check", 3, "profile",
            3,
            "occupancy", 3, "cache", 2, "install", 2);
    private static final Map<String, List<String>> OPTIONS = Map.of("install", List.of(Cuda.YES), "tune",
            List.of(Cuda.DEFINE, Cuda.BLOCK, Cuda.RUNS, Cuda.TOLERANCE));
    private static final List<Integer> BLOCKS = List.of(32, 64, 128, 256, 512, 1024);

    private final CellCall call;
    private final CellHost host;

    CudaCommand(CellCall call, CellHost host) {
        this.call = call;
        this.host = host;
    }

    Object run() throws Exception {
        var command = call.arguments().isEmpty() ? "info" : call.arguments().getFirst();
        int most = ARGUMENTS.getOrDefault(command, Integer.MAX_VALUE);
        if (call.arguments().size() > most) {
            throw new CellProblem(
                    "%cuda " + command + " does not know what to do with \"" + call.arguments().get(most) + "\".");
        }
        var options = OPTIONS.getOrDefault(command, List.of());
        for (var option : Cuda.ALL) {
            if (call.has(option) && !options.contains(option) && Cuda.COMMANDS.contains(command)) {
                throw new CellProblem("%cuda " + command + " takes no " + option + (Cuda.OF_COMMANDS.contains(option)
                        ? "."
                        : "; that is an option of cells, %%cuda."));
            }
        }
        try {
            switch (command) {
                case "info" -> info();
                case "ptx" -> System.out.println(module().ptx().strip());
                case "sass" -> System.out.println(Disassembler.disassemble(module().compiled()).strip());
                case "check" -> check();
                case "profile" -> {
                    return profile();
                }
                case "tune" -> {
                    return new TuneCommand(call, host).run();
                }
                case "occupancy" -> occupancy();
                case "cache" -> cache();
                case "install" -> install();
                default -> throw new CellProblem("%cuda has no command " + command + "; there are: "
                        + String.join(", ", Cuda.COMMANDS) + ".");
            }
        } catch (CompilerException e) {
            throw new CellProblem(e.getMessage(), e);
        }
        return null;
    }

    private CudaModule module() throws CellProblem {
        var names = Modules.names();
        if (call.arguments().size() > 1) {
            return Modules.get(call.arguments().get(1));
        }
        if (names.size() == 1) {
            return Modules.get(names.getFirst());
        }
        throw new CellProblem("Say of which cell: %cuda " + call.arguments().getFirst() + " NAME"
                + (names.isEmpty()
                        ? "; none has run yet."
                        : ", where NAME is one of " + String.join(", ", names) + "."));
    }

    private static void info() throws InterruptedException {
        var compilers = Compilers.ofThisMachine();
        System.out.println("Compiler: " + (compilers.found().isEmpty()
                ? "none"
                : compilers.found().getFirst().title()));
        compilers.notes().forEach(note -> System.out.println("    " + note));
        System.out.println("Machine: " + Machines.title());
        Machines.notes().forEach(note -> System.out.println("    " + note));
        var cache = CompileCache.ofUser();
        System.out.println("Cache: " + cells(cache.entries().size()) + " in " + cache.folder());
        if (!Modules.names().isEmpty()) {
            System.out.println("Cells: " + String.join(", ", Modules.names()));
        }
    }

    private void check() throws CellProblem {
        var module = module();
        var wanted = call.arguments().size() > 2 ? call.arguments().get(2) : "on";
        if (!List.of("on", "off", "auto").contains(wanted)) {
            throw new CellProblem("%cuda check NAME takes on, off or auto, not \"" + wanted + "\".");
        }
        module.checks(Checks.valueOf(wanted.toUpperCase(Locale.ROOT)));
        System.out.println(switch (wanted) {
            case "on" -> "Every launch now runs on the CPU and is checked for races, uninitialised reads and divergent"
                    + " barriers.";
            case "off" -> "Launches are no longer checked beyond bounds.";
            default -> "Small launches on the CPU are checked.";
        });
    }

    private Object profile() throws CellProblem {
        var module = module();
        var name = call.arguments().size() > 1 ? call.arguments().get(1) : Modules.names().getFirst();
        var wanted = call.arguments().size() > 2 ? call.arguments().get(2) : "show";
        switch (wanted) {
            case "on" -> {
                module.profiling(true);
                System.out.println("Every launch of " + name
                        + "'s kernels now runs in the CPU engine's interpreter, which"
                        + " is slow, and is counted. %cuda profile " + name + " shows the counts; off ends it.");
            }
            case "off" -> {
                module.profiling(false);
                System.out.println("Launches are no longer counted.");
            }
            case "show" -> {
                var profiles = module.profiles();
                if (profiles.isEmpty()) {
                    throw new CellProblem(module.profiling()
                            ? "No kernel of " + name + " has been launched since %cuda profile " + name + " on."
                            : "Nothing of " + name + " has been counted: %cuda profile " + name
                                    + " on, a launch, and then %cuda profile " + name + ".");
                }
                return profiles.size() == 1 ? profiles.getFirst() : new Profiles(profiles);
            }
            default -> throw new CellProblem("%cuda profile NAME takes on, off or nothing, not \"" + wanted + "\".");
        }
        return null;
    }

    private void occupancy() throws CellProblem {
        var module = module();
        var blocks = call.arguments().size() > 2 ? List.of(threads(call.arguments().get(2))) : BLOCKS;
        for (var kernel : module.kernels()) {
            var resources = kernel.resources();
            System.out.println(kernel + " on " + module.compiled().arch() + (resources == null
                    ? ": the compiler does not tell registers; only block sizes count here"
                    : ", " + resources.registers() + " registers, " + resources.sharedBytes() + " B shared"));
            for (int block : blocks) {
                System.out.println(String.format(Locale.ROOT, "%6d threads: %3.0f %%", block,
                        100 * kernel.occupancy(Dim3.of(block), 0)));
            }
        }
    }

    private static int threads(String text) throws CellProblem {
        try {
            int threads = Integer.parseInt(text);
            if (threads >= 1 && threads <= 1024) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new CellProblem("A block has 1 to 1024 threads, not \"" + text + "\".");
    }

    private void cache() throws CellProblem {
        var cache = CompileCache.ofUser();
        if (call.arguments().size() > 1) {
            if (!call.arguments().get(1).equals("clear")) {
                throw new CellProblem("%cuda cache takes clear or nothing, not \"" + call.arguments().get(1) + "\".");
            }
            System.out.println("Deleted " + cells(cache.clear()) + ".");
            return;
        }
        System.out.println(String.format(Locale.ROOT, "%s, %.1f MB, in %s", cells(cache.entries().size()),
                cache.size() / 1e6, cache.folder()));
    }

    private static String cells(int count) {
        return count == 1 ? "1 compiled cell" : count + " compiled cells";
    }

    private void install() throws CellProblem, IOException {
        if (call.arguments().size() > 1 && !call.arguments().get(1).equals("nvrtc")) {
            throw new CellProblem("%cuda install fetches nvrtc and nothing else, not \"" + call.arguments().get(1)
                    + "\".");
        }
        var coordinate = NvrtcInstallation.coordinate();
        if (!call.has(Cuda.YES)) {
            System.out.println("NVRTC, NVIDIA's compiler as a library, comes from Maven Central inside " + coordinate
                    + ":\n" + NvrtcInstallation.size() + " in " + NvrtcInstallation.folder()
                    + ". NVIDIA's licence for the CUDA toolkit applies.\nTo fetch it: %cuda install nvrtc "
                    + Cuda.YES);
            return;
        }
        var made = new ArrayList<>(NvrtcInstallation.unpack(
                host.fetch("NVRTC", "343 MB", List.of(coordinate)).getFirst()));
        Compilers.forget();
        long bytes = 0;
        for (var file : made) {
            bytes += Files.size(file);
        }
        System.out.println(String.format(Locale.ROOT, "Installed %d files, %.0f MB, in %s. Cells are now compiled"
                + " with NVRTC.", made.size(), bytes / 1e6, NvrtcInstallation.folder()));
    }
}
