package dev.linnet.magics;

import java.util.ArrayList;
import java.util.List;

import dev.linnet.kernel.engine.Declarations;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %who}: the names that are declared. */
public final class Who implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("who", "Lists the names of variables, methods and types of this session.")
                .withHelp("%whos shows types and values as well.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        var declared = context.declarations();
        var lines = new ArrayList<String>();
        add("Variables", declared.variables().stream().map(Declarations.Variable::name).toList(), lines);
        add("Methods", declared.methods().stream().map(Declarations.Method::name).distinct().toList(), lines);
        add("Types", declared.types().stream().map(Declarations.Type::name).toList(), lines);
        System.out.println(lines.isEmpty() ? "Nothing is declared yet." : String.join("\n", lines));
        return null;
    }

    private static void add(String title, List<String> names, List<String> lines) {
        if (!names.isEmpty()) {
            lines.add(title + ": " + String.join(", ", names));
        }
    }
}
