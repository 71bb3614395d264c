package dev.linnet.cuda.ptx.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outer level of PTX: directives, variables, functions. */
final class Parser {
    private final Scanner in;
    private final Declarations declarations;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<String, Function> functions = new LinkedHashMap<>();
    private final Map<Integer, String> files = new HashMap<>();
    private String version = "";
    private String target = "";

    Parser(String text) {
        this.in = new Scanner(text);
        this.declarations = new Declarations(in);
    }

    PtxProgram program() {
        while (!in.atEnd()) {
            directive();
        }
        if (version.isEmpty()) {
            throw new PtxException("this is not PTX: it has no .version", 1);
        }
        return new PtxProgram(version, target, List.copyOf(variables.values()), functions, files);
    }

    private void directive() {
        int line = in.line();
        String d = in.take();
        boolean external = false;
        while (d.equals(".visible") || d.equals(".extern") || d.equals(".weak") || d.equals(".common")) {
            external |= d.equals(".extern");
            line = in.line();
            d = in.take();
        }
        switch (d) {
            case ".version" -> version = in.take();
            case ".target" -> {
                target = in.take();
                while (in.take(",")) {
                    in.take();
                }
            }
            case ".address_size" -> {
                if (!in.take().equals("64")) {
                    throw new PtxException("only PTX with 64-bit addresses is executed", line);
                }
            }
            case ".file" -> file();
            case ".section" -> section();
            case ".pragma" -> skipTo(";");
            case ".func", ".entry" -> function(d.equals(".entry"));
            case ".alias" -> throw new PtxException(".alias is not executed", line);
            default -> {
                Space space = Declarations.space(d);
                if (space == null) {
                    throw new PtxException("unknown directive '" + d + "'", line);
                }
                for (Variable v : declarations.variables(space, external)) {
                    Variable before = variables.get(v.name());
                    if (before == null || before.external()) {
                        variables.put(v.name(), v);
                    }
                }
            }
        }
    }

    private void file() {
        int number = declarations.integer();
        String name = in.take();
        files.put(number, name.substring(1, name.length() - 1));
        while (in.take(",")) {
            in.take();
        }
    }

    /** Debug information: braces are balanced. */
    private void section() {
        skipTo("{");
        int depth = 1;
        while (depth > 0) {
            String t = in.take();
            depth += t.equals("{") ? 1 : t.equals("}") ? -1 : 0;
        }
    }

    private void skipTo(String end) {
        while (!in.take().equals(end)) {
            // whatever is in between
        }
    }

    private void function(boolean entry) {
        List<Variable> results = in.is("(") ? declarations.parameters() : List.of();
        String name = in.take();
        List<Variable> parameters = in.is("(") ? declarations.parameters() : List.of();
        int maxThreads = 0;
        while (in.token().startsWith(".")) {
            int line = in.line();
            String d = in.take();
            switch (d) {
                case ".maxntid", ".reqntid" -> {
                    maxThreads = declarations.integer();
                    while (in.take(",")) {
                        maxThreads *= declarations.integer();
                    }
                }
                case ".minnctapersm", ".maxnreg", ".maxnctapersm", ".maxclusterrank" -> declarations.integer();
                case ".noreturn" -> {
                }
                case ".pragma" -> skipTo(";");
                case ".explicitcluster", ".reqnctapercluster" -> throw new PtxException(
                        "clusters (__cluster_dims__), in which blocks share their memory, are not executed by the CPU engine: "
                                + "exchange data through global memory, or run the kernel on a GPU (--backend gpu)",
                        line);
                default -> throw new PtxException(d + " on a function is not executed by the CPU engine", line);
            }
        }
        if (in.take(";")) {
            functions.putIfAbsent(name, new Function(name, entry, parameters, results, List.of(), List.of(), new int[0],
                    Map.of(), null, maxThreads));
            return;
        }
        in.expect("{");
        Body body = new Body(in, declarations, variables, results, parameters);
        body.read();
        functions.put(name, new Function(name, entry, parameters, results, body.registers(), body.variables(),
                body.labels(), body.targetTables(), new ArrayList<>(body.instructions()), maxThreads));
    }
}
