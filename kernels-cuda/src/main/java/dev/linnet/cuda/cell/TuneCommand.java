package dev.linnet.cuda.cell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.lang.model.SourceVersion;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.tune.Tuner;
import dev.linnet.cuda.tune.Tuning;
import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellProblem;

/** {@code %cuda tune NAME -D NAME=VALUE,VALUE --block N,N -- JAVA}. */
final class TuneCommand {
    private static final Pattern DASHES = Pattern.compile("(^|\\s)--(\\s+|$)");
    private static final Pattern DEFINE = Pattern.compile("([A-Za-z_]\\w*)=(.*)");
    private static final String SETTING = "setting$";

    private final CellCall call;
    private final CellHost host;

    TuneCommand(CellCall call, CellHost host) {
        this.call = call;
        this.host = host;
    }

    Tuning run() throws Exception {
        var defines = defines();
        var blocks = blocks();
        var java = java();
        var name = name();
        var module = Modules.get(name);
        if (module.profiling()) {
            throw new CellProblem("Launches of " + name + " are being counted, which takes its own time: %cuda profile "
                    + name + " off first.");
        }
        Searches.Handed search;
        try {
            search = Searches.hand(tuner(module, defines, blocks));
        } catch (IllegalArgumentException e) {
            throw new CellProblem(e.getMessage(), e);
        }
        try {
            host.run("the launch", source(search.id(), defines, !blocks.isEmpty(), java));
        } finally {
            search.forget();
        }
        var found = search.found();
        var best = found.best();
        if (best.isEmpty()) {
            System.out.println("No setting ran, so " + name + " is what it was.");
        } else {
            System.out.println(defines.isEmpty()
                    ? "Blocks of " + best.get().setting().block() + " threads are the quickest."
                    : name + " is now the quickest of them, " + best.get().setting() + ".");
        }
        return found;
    }

    private Tuner tuner(CudaModule module, Map<String, List<String>> defines, List<Integer> blocks)
            throws CellProblem {
        var tuner = Tuner.of(module).block(blocks.stream().mapToInt(Integer::intValue).toArray());
        for (var define : defines.entrySet()) {
            tuner = tuner.define(define.getKey(), define.getValue().toArray());
        }
        if (call.has(Cuda.RUNS)) {
            tuner = tuner.withRuns(whole(Cuda.RUNS, call.value(Cuda.RUNS).get()));
        }
        if (call.has(Cuda.TOLERANCE)) {
            tuner = tuner.withTolerance(number(call.value(Cuda.TOLERANCE).get()));
        }
        if (defines.isEmpty() && blocks.isEmpty()) {
            throw new CellProblem("%cuda tune needs something to try: -D NAME=VALUE,VALUE, or " + Cuda.BLOCK + " N,N.");
        }
        return tuner;
    }

    /** Values by macro: a comma parts the values of one. */
    private Map<String, List<String>> defines() throws CellProblem {
        var defines = new LinkedHashMap<String, List<String>>();
        List<String> values = null;
        for (var part : call.list(Cuda.DEFINE)) {
            var define = DEFINE.matcher(part);
            if (define.matches()) {
                values = defines.computeIfAbsent(define.group(1), _ -> new ArrayList<>());
                values.add(define.group(2));
            } else if (values != null) {
                values.add(part);
            } else {
                throw new CellProblem("-D takes NAME=VALUE,VALUE, not \"" + part + "\".");
            }
        }
        return defines;
    }

    private List<Integer> blocks() throws CellProblem {
        var blocks = new ArrayList<Integer>();
        for (var block : call.list(Cuda.BLOCK)) {
            blocks.add(whole(Cuda.BLOCK, block));
        }
        return blocks;
    }

    private static int whole(String option, String text) throws CellProblem {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CellProblem(option + " takes whole numbers, not \"" + text + "\".", e);
        }
    }

    private static double number(String text) throws CellProblem {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CellProblem(Cuda.TOLERANCE + " takes a number such as 1e-4, not \"" + text + "\".", e);
        }
    }

    private String java() throws CellProblem {
        var dashes = DASHES.matcher(call.text());
        var java = dashes.find() ? call.text().substring(dashes.end()).strip().replaceFirst(";+$", "") : "";
        if (java.isEmpty()) {
            throw new CellProblem("%cuda tune takes the launch behind two dashes: %cuda tune lin " + Cuda.BLOCK
                    + " 64,128 -- lin.saxpy(LaunchShape.of((n + block - 1) / block, block), n, 2f, x, y)");
        }
        return java;
    }

    /** The cell: the argument before the dashes, or the only one there is. */
    private String name() throws CellProblem {
        var dashes = DASHES.matcher(call.text());
        var before = List.of((dashes.find() ? call.text().substring(0, dashes.start()) : call.text()).split("\\s+"));
        var names = Modules.names();
        if (call.arguments().size() > 2 && before.contains(call.arguments().get(2))) {
            throw new CellProblem("%cuda tune does not know what to do with \"" + call.arguments().get(2)
                    + "\": values stand behind one another with commas and no blanks, such as " + Cuda.BLOCK
                    + " 64,128.");
        }
        if (call.arguments().size() > 1 && before.contains(call.arguments().get(1))) {
            return call.arguments().get(1);
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw new CellProblem("Say which cell is tuned: %cuda tune NAME ..." + (names.isEmpty()
                ? "; none has run yet."
                : ", where NAME is one of " + String.join(", ", names) + "."));
    }

    /** Java that launches as a setting says: its block size and macros are variables there. */
    private static String source(long id, Map<String, List<String>> defines, boolean blocks, String java) {
        var text = new StringBuilder(Searches.class.getName()).append(".run(")
                .append(id)
                .append("L, " + SETTING + " -> { ");
        if (blocks) {
            text.append("int block = " + SETTING + ".block(); ");
        }
        defines.forEach((name, values) -> {
            if (SourceVersion.isName(name)) {
                boolean whole = values.stream().allMatch(value -> value.matches("-?\\d{1,9}"));
                text.append(whole ? "int " : "String ")
                        .append(name)
                        .append(" = " + SETTING)
                        .append(whole ? ".number(\"" + name + "\"); " : ".defines().get(\"" + name + "\"); ");
            }
        });
        // Lines of its own, so that errors show them without what is written around.
        return text.append('\n').append(java).append(";\n});").toString();
    }
}
