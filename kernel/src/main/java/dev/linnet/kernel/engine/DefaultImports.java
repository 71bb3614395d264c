package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.List;

/** Reads the imports of a configuration. */
final class DefaultImports {
    private DefaultImports() {}

    /** @throws IllegalArgumentException where a line is no import declaration */
    static List<Snippet.Import> of(List<String> lines) {
        List<Snippet.Import> imports = new ArrayList<>();
        for (String line : lines) {
            imports.add(parse(line));
        }
        return imports;
    }

    private static Snippet.Import parse(String line) {
        try {
            List<Snippet> parts = Splitter.split(new Tokens(new CellText(0, line)));
            if (parts.size() == 1 && parts.getFirst() instanceof Snippet.Import one) {
                return one;
            }
        } catch (CompileException e) {
            throw new IllegalArgumentException("Not an import declaration: " + line, e);
        }
        throw new IllegalArgumentException("Not an import declaration: " + line);
    }
}
