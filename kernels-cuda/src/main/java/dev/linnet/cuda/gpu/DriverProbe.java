package dev.linnet.cuda.gpu;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the NVIDIA driver is there and has a GPU, asked without JCuda: a JCuda that does not find the driver is of no use
 * for the rest of the process.
 *
 * @param usable  whether there is a GPU
 * @param reason  why not, or what was found; a sentence
 * @param version the driver's CUDA version, such as 13.0
 */
@SuppressWarnings("restricted") // asking a library that is not Java is what this class is for
public record DriverProbe(boolean usable, String reason, String version) {
    /** The property that names the driver's library file, or is {@code none} where a GPU is not to be used. */
    public static final String PROPERTY = "linnet.cuda.driver";

    private static final String SONAME = "libcuda.so.1";
    /** Where containers and some systems have the driver without telling the linker. */
    private static final List<String> FOLDERS = List.of("/usr/local/nvidia/lib64", "/usr/local/nvidia/lib",
            "/usr/lib/wsl/lib", "/run/opengl-driver/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64");
    private static final int NO_DEVICE = 100;

    /** Asks. */
    public static DriverProbe ask() {
        var told = System.getProperty(PROPERTY, SONAME);
        if (told.equals("none")) {
            return no("the property " + PROPERTY + " is none");
        }
        var driver = library(told);
        if (driver == null) {
            return no("no NVIDIA driver (" + told + ") on this machine");
        }
        try (var arena = Arena.ofConfined()) {
            int code = call(driver, "cuInit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), 0);
            if (code != 0) {
                return no(code == NO_DEVICE
                        ? "the NVIDIA driver finds no GPU"
                        : "the NVIDIA driver does not start (error " + code + ")");
            }
            var number = arena.allocate(ValueLayout.JAVA_INT);
            var pointer = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
            call(driver, "cuDriverGetVersion", pointer, number);
            int version = number.get(ValueLayout.JAVA_INT, 0);
            code = call(driver, "cuDeviceGetCount", pointer, number);
            int devices = number.get(ValueLayout.JAVA_INT, 0);
            if (code != 0 || devices == 0) {
                return no("the NVIDIA driver finds no GPU");
            }
            var text = version / 1000 + "." + version % 1000 / 10;
            return new DriverProbe(true, devices + (devices == 1 ? " GPU" : " GPUs") + ", driver for CUDA " + text,
                    text);
        }
    }

    /** The library, by which JCuda finds it too; null where it is nowhere. */
    private static SymbolLookup library(String told) {
        var places = new ArrayList<>(List.of(told));
        if (told.equals(SONAME)) {
            FOLDERS.forEach(folder -> places.add(folder + "/" + SONAME));
        }
        for (var place : places) {
            try {
                return SymbolLookup.libraryLookup(place, Arena.global());
            } catch (IllegalArgumentException absent) {
                // The next place.
            }
        }
        return null;
    }

    private static DriverProbe no(String reason) {
        return new DriverProbe(false, reason, "");
    }

    private static int call(SymbolLookup driver, String function, FunctionDescriptor type, Object argument) {
        var symbol = driver.find(function);
        if (symbol.isEmpty()) {
            return -1;
        }
        try {
            return (int) Linker.nativeLinker().downcallHandle(symbol.get(), type).invokeWithArguments(argument);
        } catch (Throwable e) {
            throw new IllegalStateException(function + " cannot be called", e);
        }
    }
}
