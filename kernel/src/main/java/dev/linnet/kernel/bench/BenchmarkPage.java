package dev.linnet.kernel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.linnet.kernel.notebook.Unwritable;

/** {@code docs/benchmarks.md}: each benchmark has a section of its own there, which it replaces. */
public final class BenchmarkPage {
    private final Path file;

    public BenchmarkPage(Path file) {
        this.file = file;
    }

    /** Puts a section in the place of the one with the same title, or at the end. */
    public void put(String title, String text) throws BenchException {
        String begin = "<!-- linnet bench: " + title + " -->\n";
        String end = "<!-- end of linnet bench: " + title + " -->\n";
        String section = begin + "## " + title + "\n\n" + text.strip() + "\n\n" + end;
        try {
            String page = Files.exists(file) ? Files.readString(file) : "# Benchmarks\n";
            int from = page.indexOf(begin);
            int to = page.indexOf(end);
            String written = from >= 0 && to > from
                    ? page.substring(0, from) + section + page.substring(to + end.length())
                    : page.stripTrailing() + "\n\n" + section;
            Files.createDirectories(file.getParent());
            Files.writeString(file, written);
        } catch (IOException failure) {
            throw new BenchException("Cannot write '" + file + "': " + Unwritable.reason(file, failure) + ".",
                    failure);
        }
    }
}
