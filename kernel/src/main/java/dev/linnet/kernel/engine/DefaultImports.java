package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.List;

/** Reads the imports of a configuration; an import of a package that is not there is left out, for it would spoil every cell. */
final class DefaultImports {
    private DefaultImports() {}

    /** @throws IllegalArgumentException where a line is no import declaration */
    static List<Snippet.Import> of(List<String> lines, PackageIndex packages) {
        List<Snippet.Import> imports = new ArrayList<>();
        for (String line : lines) {
            Snippet.Import one = parse(line);
            if (one.isModule() || exists(one, packages)) {
                imports.add(one);
            }
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

    /** Whether some prefix of the name is a package that holds the class which the next part names. */
    private static boolean exists(Snippet.Import one, PackageIndex packages) {
        boolean all = one.simpleName().equals("*");
        String name = all ? one.name().substring(0, one.name().length() - 2) : one.name();
        if (all && !one.isStatic() && !packages.names(name).isEmpty()) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            int end = name.indexOf('.', dot + 1);
            String next = name.substring(dot + 1, end < 0 ? name.length() : end);
            if (packages.names(name.substring(0, dot)).contains(next)) {
                return true;
            }
        }
        return false;
    }
}
