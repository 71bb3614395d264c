package dev.linnet.kernel.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import com.sun.management.HotSpotDiagnosticMXBean;

import dev.linnet.display.checkup.Checkup;
import dev.linnet.display.checkup.Finding;
import dev.linnet.kernel.install.InstalledKernels;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.runner.Machine;

/** Looks for what Linnet can make use of; the library looks for what only it can judge. */
final class Diagnosis {
    private static final double GIB = 1L << 30;
    private static final List<Path> LIBRARY_FOLDERS = List.of(Path.of("/usr/local/cuda/lib64"),
            Path.of("/usr/local/cuda/targets/x86_64-linux/lib"), Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib/aarch64-linux-gnu"), Path.of("/usr/lib64"), Path.of("/usr/lib/wsl/lib"),
            Path.of("/usr/lib"));

    private Diagnosis() {}

    static List<Finding> ofThisMachine() {
        var machine = Machine.here();
        var findings = new ArrayList<>(List.of(jdk(), maven(), memory(machine), processor(machine), jupyter(),
                kernel(), compiler(), nvcc(), nvrtc(), driver(machine)));
        for (Checkup checkup : ServiceLoader.load(Checkup.class, Library.locate().loader())) {
            findings.add(checkup.look(System.getenv()));
        }
        return findings;
    }

    private static Finding jdk() {
        return new Finding("JDK", true,
                System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor") + ", in "
                        + System.getProperty("java.home"),
                "Runs Linnet.", "");
    }

    private static Finding maven() {
        return Machine.ask(null, "mvn", "--version")
                .map(text -> new Finding("Maven", true, firstLine(text).replaceAll("\033\\[[0-9;]*m", ""),
                        "Builds Linnet and runs its tests.", ""))
                .orElseGet(() -> new Finding("Maven", false, "no mvn on the PATH",
                        "What is built already runs; nothing new can be built.", "apt install maven"));
    }

    private static Finding memory(Machine machine) {
        double heap = Runtime.getRuntime().maxMemory() / GIB;
        return new Finding("Memory", machine.memory() >= 4 * GIB,
                String.format(Locale.ROOT, "%.1f GiB, of which a notebook's Java heap may take %.1f GiB",
                        machine.memory() / GIB, heap),
                "The paper notebooks need about 2 GiB.", "");
    }

    private static Finding processor(Machine machine) {
        int bits = vectorBits();
        String kind = switch (bits) {
            case 512 -> "AVX-512";
            case 256 -> "AVX2";
            case 128 -> System.getProperty("os.arch").equals("aarch64") ? "NEON" : "SSE";
            default -> "";
        };
        return new Finding("CPU", bits >= 256, machine.cpu() + ", " + machine.cores() + " cores"
                + (bits == 0 ? "" : ", vectors of " + bits + " bits" + (kind.isEmpty() ? "" : " (" + kind + ")")),
                bits == 0
                        ? "The kernels run, without vector instructions."
                        : "The kernels compute " + bits / 32 + " floats at once in each core.",
                "");
    }

    private static Finding jupyter() {
        for (String frontEnd : List.of("lab", "notebook")) {
            var version = Machine.ask(null, "jupyter", frontEnd, "--version");
            if (version.isPresent()) {
                return new Finding("Jupyter", true, "jupyter " + frontEnd + " " + firstLine(version.get()),
                        "`linnet lab` opens the notebooks in a browser.", "");
            }
        }
        return new Finding("Jupyter", false, "neither jupyter lab nor jupyter notebook",
                "`linnet run` works without it; `linnet lab` does not.",
                "pip install jupyterlab, or apt install jupyter-notebook");
    }

    private static Finding kernel() {
        Optional<Path> folder = InstalledKernels.find("linnet");
        return folder
                .map(path -> new Finding("Kernel", true, "installed in " + path, "Jupyter offers Java (Linnet).", ""))
                .orElseGet(() -> new Finding("Kernel", false, "not installed for Jupyter",
                        "Jupyter does not offer it yet.", "linnet install"));
    }

    private static Finding compiler() {
        for (String compiler : List.of("g++", "clang++", "c++")) {
            var version = Machine.ask(null, compiler, "--version");
            if (version.isPresent()) {
                return new Finding("C++ compiler", true, firstLine(version.get()),
                        "nvcc needs it to compile CUDA cells.", "");
            }
        }
        return new Finding("C++ compiler", false, "neither g++ nor clang++",
                "Nothing that is written in Java needs it.", "apt install g++");
    }

    private static Finding nvcc() {
        for (String nvcc : List.of("nvcc", "/usr/local/cuda/bin/nvcc")) {
            var version = Machine.ask(null, nvcc, "--version");
            if (version.isPresent()) {
                return new Finding("nvcc", true, lastLine(version.get()),
                        "Compiles CUDA cells.", "");
            }
        }
        return new Finding("nvcc", false, "not on the PATH, nor in /usr/local/cuda",
                "Only CUDA cells want it, or NVRTC instead.", "https://developer.nvidia.com/cuda-downloads");
    }

    private static Finding nvrtc() {
        return library("libnvrtc.so").map(
                file -> new Finding("NVRTC", true, file.toString(),
                        "Compiles CUDA cells.", ""))
                .orElseGet(() -> new Finding("NVRTC", false, "no libnvrtc found",
                        "Only CUDA cells want it, or nvcc instead.",
                        "%cuda install in a notebook; it is also part of the CUDA toolkit"));
    }

    private static Finding driver(Machine machine) {
        if (machine.gpu() != null) {
            return new Finding("NVIDIA driver", true, machine.gpu(),
                    "CUDA cells run on it; everything else runs on the CPU.", "");
        }
        Optional<Path> driver = library("libcuda.so");
        return driver.map(file -> new Finding("NVIDIA driver", false, file + " is there, but nvidia-smi finds no GPU",
                "CUDA cells run on the CPU.", "check the GPU and the driver with nvidia-smi"))
                .orElseGet(() -> new Finding("NVIDIA driver", false, "no NVIDIA GPU or driver found",
                        "CUDA cells run on the CPU, like everything else.", ""));
    }

    /** The widest vector that the JIT compiler uses. */
    private static int vectorBits() {
        try {
            var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return 8 * Integer.parseInt(hotspot.getVMOption("MaxVectorSize").getValue());
        } catch (IllegalArgumentException otherVirtualMachine) {
            return 0;
        }
    }

    private static Optional<Path> library(String prefix) {
        var folders = new ArrayList<>(LIBRARY_FOLDERS);
        String path = System.getenv("LD_LIBRARY_PATH");
        if (path != null) {
            for (String folder : path.split(":", -1)) {
                if (!folder.isBlank()) {
                    folders.addFirst(Path.of(folder));
                }
            }
        }
        for (String program : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(program, "nvcc"))) { // the toolkit keeps its libraries near its compiler
                folders.addAll(List.of(Path.of(program, "../lib64"), Path.of(program, "../lib")));
            }
        }
        for (Path folder : folders) {
            var found = find(folder, prefix);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> find(Path folder, String prefix) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .map(Path::normalize)
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty(); // what cannot be listed cannot be loaded
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String lastLine(String text) {
        return text.lines().reduce((first, second) -> second).orElse("");
    }
}
