package dev.linnet.kernel.runner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

import dev.linnet.kernel.notebook.Unwritable;

/** Held while a run writes its output file: a second run that wants the same file is refused. */
final class OutputLock implements AutoCloseable {
    /** File locks keep other processes out, this keeps other threads out. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private OutputLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock on {@code output}, an absolute path whose folder exists.
     *
     * @throws RunException where another run holds it, or its folder cannot be written to
     */
    static OutputLock take(Path output) throws RunException {
        Path file = output.resolveSibling("." + output.getFileName() + ".lock");
        synchronized (HELD) {
            try {
                FileChannel channel = HELD.contains(file) ? null : lock(file);
                if (channel == null) {
                    throw new RunException("Another run is writing '" + output
                            + "' right now; wait for it, or give this run another output with -o.");
                }
                HELD.add(file);
                return new OutputLock(file, channel);
            } catch (IOException failure) {
                throw OutputPath.unwritable(output, Unwritable.reason(output, failure), failure);
            }
        }
    }

    /** The locked file, or null where another process holds it. */
    private static FileChannel lock(Path file) throws IOException {
        while (true) {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Object opened = key(file);
            if (channel.tryLock() == null) {
                channel.close();
                return null;
            }
            if (opened != null && opened.equals(key(file))) {
                return channel;
            }
            channel.close(); // the run before us ended and deleted the file that we opened: try the new one
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            HELD.remove(file);
            try {
                Files.deleteIfExists(file); // still locked, so nobody else can be holding it
                channel.close();
            } catch (IOException left) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private static Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }
}
