package dev.linnet.cuda.signature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a struct's members lie, as the compiler says.
 *
 * @param name   of the struct, with its namespaces
 * @param size   bytes
 * @param alignment of its beginning
 * @param fields by name, in the order in which they were asked for
 */
public record StructLayout(String name, long size, long alignment, Map<String, Field> fields) {
    /** A member: its first byte, its bytes, what its first byte is a multiple of, and its type. */
    public record Field(long offset, long size, long alignment, CudaType type) {}

    private static final Pattern PROBE = Pattern.compile("\\b(_Z\\w*?11linnet_cu_fIL[ij](\\d+)E\\w+)\\b");

    /** NVRTC has no {@code offsetof}, but what other compilers of its family make of it. */
    private static final String OFFSET = """
            #ifdef __CUDACC_RTC__
            #define linnet_cu_offset __INTADDR__(&((
            #define linnet_cu_member *) 0)->
            #define linnet_cu_end )
            #else
            #define linnet_cu_offset __builtin_offsetof(
            #define linnet_cu_member ,
            #define linnet_cu_end )
            #endif
            """;

    public StructLayout {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Lines after a source that make the compiler tell where these members of a struct lie. */
    public static String probes(String struct, List<String> fields) {
        var text = new StringBuilder(OFFSET + "#line 1 \"" + Probes.FILE + "\"\n");
        text.append("template<int I, unsigned long long O, unsigned long long S, unsigned long long A, class T>")
                .append(" __device__ __attribute__((used)) int linnet_cu_f = 1;\n")
                .append("template __device__ int linnet_cu_f<0, 0, sizeof(" + struct + "), alignof(" + struct
                        + "), int>;\n");
        for (int i = 0; i < fields.size(); i++) {
            var field = struct + "::" + fields.get(i);
            text.append("template __device__ int linnet_cu_f<")
                    .append(i + 1)
                    .append(", linnet_cu_offset " + struct + " linnet_cu_member " + fields.get(i))
                    .append(" linnet_cu_end, sizeof(" + field)
                    .append("), alignof(decltype(" + field + ")), decltype(" + field + ")>;\n");
        }
        return text.toString();
    }

    /** Which member's probe stands in a line of {@link Probes#FILE}: -1 the struct itself, else the member's index. */
    public static int fieldAt(int line) {
        return line - 3;
    }

    /** What the probes for these members say. */
    public static StructLayout read(String ptx, String struct, List<String> fields) {
        var found = new LinkedHashMap<Integer, Field>();
        var symbol = PROBE.matcher(ptx);
        while (symbol.find()) {
            found.putIfAbsent(Integer.parseInt(symbol.group(2)), field(symbol.group(1)));
        }
        if (!found.containsKey(0)) {
            throw new SignatureException("The compiler said nothing about the struct " + struct + ".");
        }
        var byName = new LinkedHashMap<String, Field>();
        for (int i = 0; i < fields.size(); i++) {
            byName.put(fields.get(i), found.get(i + 1));
        }
        return new StructLayout(struct, found.get(0).size(), found.get(0).alignment(), byName);
    }

    private static Field field(String symbol) {
        var reader = new Mangled(symbol, symbol.startsWith("_ZN") ? 3 : 2);
        reader.probeName();
        reader.takes("I");
        reader.skipLiteral();
        return new Field(reader.wholeNumber(), reader.wholeNumber(), reader.wholeNumber(), reader.type().type());
    }
}
