package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %jars}: adds jar files to the class path. */
public final class Jars implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("jars", "Adds jar files to the class path.")
                .withArguments("JAR...", 1, Integer.MAX_VALUE)
                .withHelp("""
                        %jars lib/a.jar lib/b.jar
                        %jars lib/*.jar
                        A directory stands for every jar in it.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws MagicException {
        var jars = new ArrayList<Path>();
        for (var argument : call.arguments()) {
            jars.addAll(find(argument, context));
        }
        mustBeJars(jars);
        context.addToClassPath(jars);
        System.out.println("Added " + (jars.size() == 1 ? jars.getFirst().toString() : jars.size() + " jars")
                + " to the class path.");
        return null;
    }

    /** The virtual machine passes over a file that is none without a word. */
    static void mustBeJars(List<Path> paths) throws MagicException {
        for (var path : paths) {
            if (Files.isRegularFile(path) && !isZip(path)) {
                throw new MagicException(
                        "\"" + path + "\" is no jar, or a broken one; nothing was added to the class path.");
            }
        }
    }

    private static boolean isZip(Path path) {
        try (var _ = new ZipFile(path.toFile())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> find(String argument, MagicContext context) throws MagicException {
        int slash = argument.lastIndexOf('/');
        var name = argument.substring(slash + 1);
        boolean pattern = name.contains("*") || name.contains("?");
        var path = pattern ? context.path(slash < 0 ? "." : argument.substring(0, slash + 1)) : context.path(argument);
        if (!pattern && !Files.isDirectory(path)) {
            if (!Files.exists(path)) {
                throw new MagicException("\"" + path + "\" does not exist; nothing was added to the class path.");
            }
            return List.of(path);
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + (pattern ? name : "*.jar"));
        try (var files = Files.list(path)) {
            var found = files.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
            if (found.isEmpty()) {
                throw new MagicException("No jar in \"" + path + "\" fits " + argument + ".");
            }
            return found;
        } catch (IOException e) {
            throw new MagicException("Cannot list \"" + path + "\": it " + (Files.exists(path)
                    ? "cannot be read."
                    : "does not exist."), e);
        }
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context, file -> file.toString().endsWith(".jar"));
    }
}
