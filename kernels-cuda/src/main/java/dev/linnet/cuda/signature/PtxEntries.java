package dev.linnet.cuda.signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The entries of a PTX text with the sizes of their parameters: what signatures are checked against. */
public final class PtxEntries {
    /** A parameter as PTX has it. */
    public record Slot(int size, int alignment, boolean floating) {}

    private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+([\\w$%.]+)\\s*(\\(([^)]*)\\))?");
    private static final Pattern PARAMETER = Pattern.compile(
            "\\.param\\s+(?:\\.align\\s+(\\d+)\\s+)?\\.([a-z]+)(\\d+)(?:\\s+\\.ptr[^,\\n]*?)?\\s+[\\w$%]+(?:\\[(\\d+)\\])?");

    private PtxEntries() {}

    /** Each entry's name and parameters, in the order of the text. */
    public static Map<String, List<Slot>> of(String ptx) {
        var entries = new LinkedHashMap<String, List<Slot>>();
        var entry = ENTRY.matcher(ptx);
        while (entry.find()) {
            var slots = new ArrayList<Slot>();
            if (entry.group(3) != null) {
                for (var line : entry.group(3).split(",", -1)) {
                    if (!line.isBlank()) {
                        slots.add(slot(line.strip(), entry.group(1)));
                    }
                }
            }
            entries.put(entry.group(1), List.copyOf(slots));
        }
        return entries;
    }

    private static Slot slot(String text, String entry) {
        var parameter = PARAMETER.matcher(text);
        if (!parameter.matches()) {
            throw new SignatureException("The parameter \"" + text + "\" of " + entry + " cannot be read.");
        }
        int size = Integer.parseInt(parameter.group(3)) / 8;
        int length = parameter.group(4) == null ? 1 : Integer.parseInt(parameter.group(4));
        int alignment = parameter.group(1) == null ? size : Integer.parseInt(parameter.group(1));
        return new Slot(size * length, alignment, parameter.group(2).equals("f"));
    }
}
