package dev.linnet.magics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %cd}: where relative paths of magics begin. */
public final class Cd implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("cd", "Changes or shows the working directory of magics.")
                .withArguments("[DIRECTORY]", 0, 1)
                .withValueType("java.nio.file.Path")
                .withHelp("""
                        Relative paths in magics, and processes that magics start, begin there. Relative paths in Java
                        always begin where the kernel was started: a Java process cannot move. Path here = %cd gives
                        it to Java: Files.readString(here.resolve("data.csv")).""");
    }

    @Override
    public Path runLine(MagicCall call, MagicContext context) throws MagicException {
        if (!call.arguments().isEmpty()) {
            context.changeDirectory(context.path(call.argument()));
            var java = Path.of("").toAbsolutePath();
            if (!context.workingDirectory().equals(java)) {
                System.out.println("Magics and what they start are there now; relative paths in Java begin in " + java
                        + " as before.");
            }
        }
        return context.workingDirectory();
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context, Files::isDirectory);
    }
}
