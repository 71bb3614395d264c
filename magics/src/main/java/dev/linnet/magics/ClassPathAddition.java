package dev.linnet.magics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.linnet.kernel.library.Dependencies;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;

/** Adds what was resolved to the class path, and says what became of each jar. */
final class ClassPathAddition {
    private ClassPathAddition() {}

    /** The files of all that was resolved, those that are not added included. */
    static List<Path> add(Dependencies found, MagicContext context) throws MagicException {
        var before = new ClassPathJars(context.fullClassPath());
        var added = new ArrayList<Dependencies.Jar>();
        var shadowed = new ArrayList<String>();
        for (var jar : found.jars()) {
            var there = before.find(jar);
            if (there.isEmpty()) {
                added.add(jar);
            } else if (!there.get().version().equals(jar.version())) {
                shadowed.add(jar + ", for version " + there.get().version() + " is there: " + there.get().file());
            }
        }
        context.addToClassPath(added.stream().map(Dependencies.Jar::file).toList());
        report("Added to the class path:", added);
        report("Versions that differed, the nearest taken:", found.conflicts());
        report("Not added (a version stays until the kernel restarts):", shadowed);
        report("Note:", found.notes());
        int rest = found.jars().size() - added.size() - shadowed.size();
        if (rest > 0) {
            System.out.println("On the class path already: " + rest + (rest == 1 ? " jar." : " jars."));
        }
        return found.jars().stream().map(Dependencies.Jar::file).toList();
    }

    private static void report(String title, List<?> lines) {
        if (!lines.isEmpty()) {
            System.out.println(title);
            lines.forEach(line -> System.out.println("  " + line));
        }
    }
}
