package dev.linnet.magics;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import dev.linnet.kernel.engine.Evaluation;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;

/** A .java or .jsh file as a session can run it. */
final class Script {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+[\\w.]+\\s*;");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\s*/(?!/|\\*).*$");

    private final Path file;
    private final String text;

    private Script(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static Script read(String typed, MagicContext context) throws MagicException {
        var file = context.path(typed);
        if (!Files.isRegularFile(file)) {
            throw new MagicException("\"" + file + "\" " + (Files.exists(file) ? "is not a file." : "does not exist."));
        }
        if (!FileNames.isJava(file)) {
            throw new MagicException("\"" + file + "\" cannot be run: its name must end in .java or .jsh.");
        }
        try {
            var text = Files.readString(file);
            // A session has no packages; JShell's own commands mean nothing to it. Lines keep their numbers.
            var java = PACKAGE.matcher(text).replaceFirst("");
            return new Script(file, file.toString().endsWith(".jsh") ? COMMAND.matcher(java).replaceAll("") : java);
        } catch (CharacterCodingException e) {
            throw new MagicException("\"" + file + "\" is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new MagicException("\"" + file + "\" cannot be read: " + e.getMessage(), e);
        }
    }

    Evaluation run(MagicContext context) throws Exception {
        return context.evaluate(file.getFileName().toString(), text);
    }

    String text() {
        return text;
    }

    String name() {
        return file.getFileName().toString();
    }
}
