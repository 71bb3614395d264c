package dev.linnet.cuda.compiler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The compilers of this machine.
 *
 * @param found those that work, the preferred first: NVRTC, nvcc, clang
 * @param notes what was looked for and why it is not used, a line each
 */
public record Compilers(List<FrontEnd> found, List<String> notes) {
    /** The property that names NVRTC's library file. */
    public static final String NVRTC_PROPERTY = "linnet.cuda.nvrtc";
    /** The magic that fetches NVRTC. */
    static final String INSTALL = "%cuda install";
    /** What to do where there is none. */
    public static final String ADVICE = "No CUDA compiler was found on this machine (looked for NVRTC, nvcc and clang). "
            + "Install one: " + INSTALL
            + " fetches NVRTC, or install the CUDA toolkit, or a clang of version 16 or newer. "
            + "Cells that were compiled before, and kernels that come as PTX, run without one.";

    private static final List<String> SONAMES = List.of("libnvrtc.so.13", "libnvrtc.so.12");
    private static final List<String> LIBRARY_FOLDERS = List.of("lib64", "lib", "targets/x86_64-linux/lib",
            "targets/sbsa-linux/lib");

    private static volatile Compilers ofMachine;

    public Compilers {
        found = List.copyOf(found);
        notes = List.copyOf(notes);
    }

    /** What this machine has; looked for once. */
    public static Compilers ofThisMachine() throws InterruptedException {
        var known = ofMachine;
        if (known == null) {
            known = find(System.getenv());
            ofMachine = known;
        }
        return known;
    }

    /** Looks again at the next call, as after an installation. */
    public static void forget() {
        ofMachine = null;
    }

    /** Looks where these environment variables say. */
    static Compilers find(Map<String, String> environment) throws InterruptedException {
        var found = new ArrayList<FrontEnd>();
        var notes = new ArrayList<String>();
        nvrtc(environment, notes).ifPresent(found::add);
        nvcc(environment, notes).ifPresent(found::add);
        clang(environment, notes).ifPresent(found::add);
        return new Compilers(found, notes);
    }

    private static Optional<FrontEnd> nvrtc(Map<String, String> environment, List<String> notes) {
        var headers = new ArrayList<Path>();
        Toolkit.headers(environment).ifPresent(folder -> {
            headers.add(folder);
            if (Files.isDirectory(folder.resolve("cccl"))) {
                headers.add(folder.resolve("cccl"));
            }
        });
        for (var library : nvrtcLibraries(environment)) {
            try {
                var nvrtc = Nvrtc.load(library, headers);
                notes.add(nvrtc.title() + ": " + library + (headers.isEmpty()
                        ? ", with Linnet's own small headers, as there is no toolkit"
                        : ", headers in " + headers.getFirst()));
                return Optional.of(nvrtc);
            } catch (CompilerException e) {
                if (library.contains("/")) {
                    notes.add(e.getMessage());
                }
            }
        }
        notes.add("NVRTC: no " + String.join(" or ", SONAMES) + " on this machine");
        return Optional.empty();
    }

    private static List<String> nvrtcLibraries(Map<String, String> environment) {
        var libraries = new ArrayList<String>();
        var told = System.getProperty(NVRTC_PROPERTY);
        if (told != null && !told.isBlank()) {
            libraries.add(told);
        }
        for (var soname : SONAMES) {
            addIfThere(libraries, NvrtcInstallation.folder().resolve(soname));
            for (var root : Toolkit.roots(environment)) {
                for (var folder : LIBRARY_FOLDERS) {
                    addIfThere(libraries, root.resolve(folder).resolve(soname));
                }
            }
            libraries.add(soname);
        }
        return libraries;
    }

    private static void addIfThere(List<String> libraries, Path file) {
        if (Files.isRegularFile(file)) {
            libraries.add(file.toString());
        }
    }

    private static Optional<FrontEnd> nvcc(Map<String, String> environment, List<String> notes)
            throws InterruptedException {
        for (var program : Toolkit.programs("nvcc", environment)) {
            try {
                var nvcc = Nvcc.at(program);
                notes.add(nvcc.title() + ": " + program);
                return Optional.of(nvcc);
            } catch (CompilerException e) {
                notes.add(e.getMessage());
            }
        }
        notes.add("nvcc: neither on the path nor in /usr/local/cuda");
        return Optional.empty();
    }

    private static Optional<FrontEnd> clang(Map<String, String> environment, List<String> notes)
            throws InterruptedException {
        for (var name : Clang.NAMES) {
            for (var program : Toolkit.programs(name, environment)) {
                try {
                    var clang = Clang.at(program);
                    notes.add(clang.title() + ": " + program);
                    return Optional.of(clang);
                } catch (CompilerException e) {
                    notes.add(e.getMessage());
                }
            }
        }
        notes.add("clang: none on the path");
        return Optional.empty();
    }
}
