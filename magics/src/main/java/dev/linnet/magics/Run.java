package dev.linnet.magics;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.notebook.NotebookFile;

/** {@code %run}: runs a file as a program, in this session. */
public final class Run implements LineMagic {
    private static final Pattern MAIN = Pattern.compile("\\bvoid\\s+main\\s*\\(\\s*((?:final\\s+)?String\\b[^)]*)?\\)");
    private static final Pattern CLASS = Pattern.compile("\\b(?:class|record|enum|interface)\\s+(\\w+)");

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("run", "Runs a .java, .jsh or .ipynb file here, and then its main method if it has one.")
                .withProgram("FILE [ARGUMENT...]")
                .withHelp("""
                        %run Train.java --steps 100   runs the file, then main with these arguments
                        %run setup.ipynb              runs the notebook's code cells in their order
                        What the file declares stays declared in this session; %load leaves main alone. Of a notebook,
                        the cells' values are not shown, apart from the last one.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        if (call.argument().endsWith(".ipynb")) {
            return notebook(call, context);
        }
        var script = Script.read(call.argument(), context);
        var main = MAIN.matcher(script.text());
        boolean runsMain = script.name().endsWith(".java") && main.find();
        if (call.arguments().size() > 1 && !(runsMain && main.group(1) != null)) {
            throw new MagicException(script.name() + " takes no arguments, but there is \"" + call.arguments().get(1)
                    + "\": " + (runsMain ? "its main method has no parameter." : "it has no main method to run."));
        }
        var value = script.run(context).value();
        if (!runsMain) {
            return value;
        }
        var arguments = main.group(1) == null
                ? ""
                : call.arguments()
                        .stream()
                        .skip(1)
                        .map(Run::literal)
                        .collect(Collectors.joining(", ", "new String[] {", "}"));
        context.evaluate(script.name(), owner(script.text(), main.start()) + "main(" + arguments + ");");
        return null;
    }

    private static Object notebook(MagicCall call, MagicContext context) throws Exception {
        if (call.arguments().size() > 1) {
            throw new MagicException("A notebook takes no arguments, but there is \"" + call.arguments().get(1)
                    + "\"; declare a variable before %run instead.");
        }
        var file = context.path(call.argument());
        Object value = null;
        int number = 0;
        try {
            for (var cell : NotebookFile.read(file).cells()) {
                number++;
                if (cell.isCode() && !cell.source().isBlank()) {
                    value = context.evaluate(file.getFileName() + " cell " + number, cell.source()).value();
                }
            }
        } catch (NotebookException e) {
            throw new MagicException(e.getMessage(), e);
        }
        return value;
    }

    /** The top-level class around the main method, as {@code Name.}; empty for a method of the file itself. */
    private static String owner(String text, int main) {
        var before = text.substring(0, main);
        long open = before.chars().filter(c -> c == '{').count() - before.chars().filter(c -> c == '}').count();
        if (open == 0) {
            return "";
        }
        String owner = "";
        var classes = CLASS.matcher(before);
        while (classes.find()) {
            var outside = before.substring(0, classes.start());
            if (outside.chars().filter(c -> c == '{').count() == outside.chars().filter(c -> c == '}').count()) {
                owner = classes.group(1);
            }
        }
        boolean isStatic = Pattern.compile("\\bstatic\\b[^;{}]*$").matcher(before).find();
        return owner.isEmpty() ? "" : isStatic ? owner + "." : "new " + owner + "().";
    }

    private static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context,
                file -> FileNames.isJava(file) || file.toString().endsWith(".ipynb"));
    }
}
