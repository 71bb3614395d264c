package dev.linnet.cuda.signature;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines after a source that make the compiler say what it knows: for each kernel one variable of a template over the
 * kernel's type and address, whose mangled name in the PTX spells both.
 */
public final class Probes {
    /** The name of the file to which errors in the probes belong. */
    public static final String FILE = "linnet-probes";
    /** Lines before the first kernel's probe. */
    public static final int HEADER_LINES = 1;

    /** Before the kernel's own mangled name. */
    static final String KERNEL_FOLLOWS = "XadL_Z";

    private static final Pattern KERNEL = Pattern.compile("\\b(_Z\\w*?11linnet_cu_kIL[ij](\\d+)E\\w+)\\b");

    private static final Pattern VARIABLE = Pattern.compile("(?m)^[^\\n]*\\.global[^\\n]*11linnet_cu_kI[^\\n]*;\\n+");

    private Probes() {}

    /** The lines for these kernels, names as C++ writes them. */
    public static String text(List<String> kernels) {
        var text = new StringBuilder("#line 1 \"" + FILE + "\"\n");
        text.append("template<int I, class F, F A> __device__ __attribute__((used)) int linnet_cu_k = 1;\n");
        for (int i = 0; i < kernels.size(); i++) {
            text.append("template __device__ int linnet_cu_k<")
                    .append(i)
                    .append(", decltype(&")
                    .append(kernels.get(i))
                    .append("), &")
                    .append(kernels.get(i))
                    .append(" >;\n");
        }
        return text.toString();
    }

    /** The PTX without the probes' variables. */
    public static String strip(String ptx) {
        return VARIABLE.matcher(ptx).replaceAll("");
    }

    /** Which kernel's probe stands in line {@code line} of {@link #FILE}, from 0; -1 where none does. */
    public static int kernelAt(int line) {
        return line - HEADER_LINES - 1;
    }

    /** What a probe said: the kernel's name as the compiler decodes it, and its parameter types. */
    record Answer(String name, List<CudaType> types) {}

    /** The answers in a PTX text, by the kernel's index. */
    static Map<Integer, Answer> answers(String ptx) {
        var answers = new HashMap<Integer, Answer>();
        var symbol = KERNEL.matcher(ptx);
        while (symbol.find()) {
            int index = Integer.parseInt(symbol.group(2));
            if (!answers.containsKey(index)) {
                answers.put(index, answer(symbol.group(1)));
            }
        }
        return answers;
    }

    /** {@code _Z 11linnet_cu_k I Li0E PFv types E X ad L_Z kernel E E E}, possibly inside a nested name. */
    private static Answer answer(String symbol) {
        var reader = new Mangled(symbol, symbol.startsWith("_ZN") ? 3 : 2);
        reader.probeName();
        if (!reader.takes("I")) {
            throw new SignatureException("The probe " + symbol + " has no arguments.");
        }
        reader.skipLiteral();
        if (!reader.takes("PFv")) {
            throw new SignatureException("The probe " + symbol + " is not that of a kernel.");
        }
        var types = reader.parameters();
        reader.functionPointerEnd();
        if (!reader.takes(KERNEL_FOLLOWS)) {
            throw new SignatureException("The probe " + symbol + " names no kernel.");
        }
        return new Answer(reader.name(), types);
    }

    /** {@code a::b} of a mangled entry, or the entry itself where it is not mangled. */
    public static String entryName(String entry) {
        return entry.startsWith("_Z") ? new Mangled(entry, 2).name() : entry;
    }

    /** The parameter types of a mangled entry, for kernels that the scanner did not see; null where it tells none. */
    static List<CudaType> entryTypes(String entry) {
        if (!entry.startsWith("_Z")) {
            return null;
        }
        var reader = new Mangled(entry, 2);
        if (reader.name().contains("<")) {
            return null; // parameters may then be written as T_, which only the probe resolves
        }
        return reader.parameters();
    }

    /** The entries' names, decoded; entries that are not kernels of the source (device library) do not occur. */
    static Map<String, String> entriesByName(Iterable<String> entries) {
        var byName = new HashMap<String, String>();
        for (var entry : entries) {
            byName.put(plain(entryName(entry)), entry);
        }
        return byName;
    }

    /** Names without blanks, so that {@code scale<float, 4>} and {@code scale<float,4>} are one. */
    static String plain(String name) {
        return name.chars()
                .filter(c -> !Character.isWhitespace(c))
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
