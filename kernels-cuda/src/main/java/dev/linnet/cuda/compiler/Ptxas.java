package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.linnet.cuda.signature.Probes;

/** The toolkit's assembler: machine code from PTX, and what each entry needs of registers and memory. */
final class Ptxas {
    /**
     * Which products and sums are fused is decided when the PTX is made, and written in it: fusing more of them would give
     * other bits than the CPU engine, which executes the PTX as it stands.
     */
    static final String NO_FUSING = "--fmad=false";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '([^']+)'");
    private static final Pattern STACK = Pattern
            .compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, \\d+ bytes spill loads");
    private static final Pattern USED = Pattern.compile("Used (\\d+) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");
    private static final Pattern ERROR = Pattern.compile("ptxas .*?, line (\\d+); (error|warning)\\s*: (.*)");
    private static final Pattern TOO_MUCH_SHARED = Pattern.compile(
            "ptxas error\\s*: Entry function '([^']+)' uses too much shared data \\((\\w+) bytes, (\\w+) max\\)");
    private static final Pattern UNRESOLVED = Pattern
            .compile("ptxas fatal\\s*: Unresolved extern function '([^']+)'");
    /** What helps nobody beside an error. */
    private static final Pattern REMARK = Pattern
            .compile("ptxas (info\\s*:.*|fatal\\s*: Ptx assembly aborted due to errors)|\\s+\\d+ bytes stack frame.*");
    private static final Pattern FILE = Pattern.compile("\\s*\\.file\\s+(\\d+)\\s+\"([^\"]*)\".*");
    private static final Pattern LOCATION = Pattern.compile("\\s*\\.loc\\s+(\\d+)\\s+(\\d+)\\s+\\d+.*");

    record Assembled(MachineCode cubin, Map<String, Translation.Resources> resources) {}

    private Ptxas() {}

    static Assembled assemble(Path ptxas, Path ptx, Path cubin, String arch, CompileOptions options)
            throws CompilerFailure, InterruptedException {
        var command = new ArrayList<>(List.of(ptxas.toString(), "-v", "-arch=" + arch, ptx.toString(), "-o",
                cubin.toString()));
        if (options.lineInfo()) {
            command.add("--generate-line-info");
        }
        if (!options.fastMath()) {
            command.add(NO_FUSING);
        }
        if (options.maxRegisters() > 0) {
            command.add("--maxrregcount=" + options.maxRegisters());
        }
        var ended = Command.run(command, ptx.getParent(), LIMIT);
        try {
            if (ended.code() != 0) {
                throw new CompilerFailure(inSource(ended.output(), Files.readString(ptx)));
            }
            return new Assembled(new MachineCode(Files.readAllBytes(cubin)), resources(ended.output()));
        } catch (IOException e) {
            throw new CompilerException("The assembler's files cannot be read: " + e.getMessage(), e);
        }
    }

    static Map<String, Translation.Resources> resources(String log) {
        var resources = new HashMap<String, Translation.Resources>();
        String entry = null;
        int local = 0;
        for (var line : log.lines().toList()) {
            var name = ENTRY.matcher(line);
            var stack = STACK.matcher(line);
            var used = USED.matcher(line);
            if (name.find()) {
                entry = name.group(1);
                local = 0;
            } else if (stack.find()) {
                local = Integer.parseInt(stack.group(1));
            } else if (used.find() && entry != null) {
                var shared = SHARED.matcher(line);
                resources.put(entry, new Translation.Resources(Integer.parseInt(used.group(1)),
                        shared.find() ? Integer.parseInt(shared.group(1)) : 0, local));
                entry = null;
            }
        }
        return resources;
    }

    /** Errors in lines of the PTX become errors in the lines of the source that the PTX was made from. */
    static String inSource(String log, String ptx) {
        var lines = ptx.lines().toList();
        var files = new HashMap<String, String>();
        for (var line : lines) {
            var file = FILE.matcher(line);
            if (file.matches()) {
                files.put(file.group(1), file.group(2));
            }
        }
        var mapped = new StringBuilder();
        for (var line : log.lines().toList()) {
            var error = ERROR.matcher(line);
            var shared = TOO_MUCH_SHARED.matcher(line);
            var unresolved = UNRESOLVED.matcher(line);
            if (error.matches()) {
                mapped.append(place(lines, files, Integer.parseInt(error.group(1))))
                        .append(error.group(2))
                        .append(": in PTX: ")
                        .append(error.group(3))
                        .append('\n');
            } else if (shared.matches()) {
                mapped.append(place(lines, files, begin(lines, shared.group(1))))
                        .append("error: the __shared__ variables of ")
                        .append(Probes.entryName(shared.group(1)))
                        .append(" take ")
                        .append(Integer.decode(shared.group(2)))
                        .append(" bytes, and ")
                        .append(Integer.decode(shared.group(3)))
                        .append(" is the most: take less, or extern __shared__ memory of which the launch says how much\n");
            } else if (unresolved.matches()) {
                mapped.append(place(lines, files, call(lines, unresolved.group(1))))
                        .append("error: the function ")
                        .append(Probes.entryName(unresolved.group(1)))
                        .append(" is declared and called, and defined nowhere in the cell\n");
            } else if (!REMARK.matcher(line).matches()) {
                mapped.append(line).append('\n');
            }
        }
        return mapped.toString();
    }

    /** The number of the line with the first position in an entry. */
    private static int begin(List<String> lines, String entry) {
        int at = 0;
        while (at < lines.size() && !lines.get(at).matches(".*\\.entry\\s+" + Pattern.quote(entry) + "\\b.*")) {
            at++;
        }
        while (at < lines.size() && !LOCATION.matcher(lines.get(at)).matches()) {
            at++;
        }
        return at + 1;
    }

    /** The number of the line with the first mention of a function but for its declaration. */
    private static int call(List<String> lines, String function) {
        int declared = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(".*(?<![\\w$])" + Pattern.quote(function) + "(?![\\w$]).*")) {
                if (declared >= 0) {
                    return i + 1;
                }
                declared = i;
            }
        }
        return lines.size();
    }

    private static String place(List<String> lines, Map<String, String> files, int from) {
        for (int i = Math.min(from, lines.size()) - 1; i >= 0; i--) {
            var location = LOCATION.matcher(lines.get(i));
            if (location.matches()) {
                return files.getOrDefault(location.group(1), "ptx") + "(" + location.group(2) + "): ";
            }
        }
        return "ptx(" + from + "): ";
    }
}
