package dev.linnet.kernel.runner;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.linnet.kernel.notebook.Unwritable;

/** Decides where the executed notebook goes: never over the one that is run, unless that was asked for. */
public final class OutputPath {
    /** Where outputs go when nothing is said; the project's git ignores it. */
    public static final String DEFAULT_FOLDER = "runs";

    private static final String EXTENSION = ".ipynb";

    private OutputPath() {}

    /**
     * The output file for {@code notebook}.
     *
     * @param base    the folder that a relative output is in
     * @param asked   what {@code -o} names: a file ending in {@code .ipynb}, or a folder; null for {@code runs/}
     * @param inPlace whether the notebook itself is to be replaced
     * @param count   how many notebooks are run together
     */
    public static Path of(Path notebook, Path base, String asked, boolean inPlace, int count) throws RunException {
        if (inPlace) {
            if (asked != null) {
                throw new RunException("Use either -o or --in-place, not both.");
            }
            return notebook.toAbsolutePath().normalize();
        }
        String target = asked == null ? DEFAULT_FOLDER : asked;
        Path output = base.resolve(target);
        if (target.endsWith(EXTENSION) && !Files.isDirectory(output)) {
            if (count > 1) {
                throw new RunException("-o " + target + " is one file, but " + count
                        + " notebooks are run; name a folder instead.");
            }
        } else {
            output = output.resolve(notebook.getFileName());
        }
        output = output.toAbsolutePath().normalize();
        if (isSame(output, notebook)) {
            throw new RunException("The output would overwrite the notebook '" + notebook
                    + "'; choose another with -o, or say --in-place.");
        }
        return output;
    }

    /** Makes sure, before anything is run, that {@code output} can be written; creates its folder. */
    static void requireWritable(Path output) throws RunException {
        if (Files.isDirectory(output)) {
            throw new RunException("Cannot write '" + output + "': it is a folder.");
        }
        if (Files.exists(output) && !Files.isWritable(output)) {
            throw new RunException("Cannot write '" + output + "': it is read-only.");
        }
        Path folder = output.getParent();
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException taken) {
            throw unwritable(output, "'" + taken.getFile() + "' is a file", taken);
        } catch (IOException failure) {
            Path failed = failure instanceof FileSystemException system && system.getFile() != null
                    ? Path.of(system.getFile())
                    : folder;
            throw unwritable(output, "the folder '" + failed + "' cannot be made, for " + Unwritable.reason(failed,
                    failure), failure);
        }
    }

    static RunException unwritable(Path output, String reason, IOException failure) {
        return new RunException("Cannot write '" + output + "': " + reason + "; choose another with -o.", failure);
    }

    private static boolean isSame(Path output, Path notebook) throws RunException {
        try {
            return Files.exists(output) && Files.exists(notebook) && Files.isSameFile(output, notebook);
        } catch (IOException failure) {
            throw new RunException("Cannot look at '" + output + "': " + failure.getMessage() + ".", failure);
        }
    }
}
