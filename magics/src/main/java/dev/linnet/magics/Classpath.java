package dev.linnet.magics;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %classpath}: shows what was added to the class path, or adds jars and directories of classes. */
public final class Classpath implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("classpath", "Shows or extends the class path.")
                .withArguments("[JAR or DIRECTORY...]", 0, Integer.MAX_VALUE)
                .withHelp("""
                        %classpath                  shows what was added
                        %classpath target/classes   adds a directory of classes
                        %jars adds all jars of a directory.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws MagicException {
        if (call.arguments().isEmpty()) {
            var added = context.classPath();
            System.out.println(added.isEmpty()
                    ? "Nothing was added to the class path."
                    : added.stream().map(Object::toString).collect(Collectors.joining("\n")));
            return null;
        }
        var paths = call.arguments().stream().map(context::path).toList();
        Jars.mustBeJars(paths);
        context.addToClassPath(paths);
        return null;
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context,
                file -> Files.isDirectory(file) || file.toString().endsWith(".jar"));
    }
}
