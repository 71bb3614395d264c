package dev.linnet.files;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Held while a file is written; whoever else wants to write it, in this process or another, is told so.
 *
 * <p>What is locked is a file of its own beside it: POSIX takes a lock from a process as soon as that closes any of its handles of the locked
 * file, and a file that is written is also read.
 */
public final class SoleWriter implements AutoCloseable {
    /** File locks keep other processes out, this keeps other threads out. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path lock;
    private final RandomAccessFile open;

    private SoleWriter(Path lock, RandomAccessFile open) {
        this.lock = lock;
        this.open = open;
    }

    /**
     * Takes a file whose folder exists; empty where somebody else has it.
     *
     * @throws IOException where its folder cannot be written in
     */
    public static Optional<SoleWriter> of(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        Path lock = (folder == null ? absolute : folder.toRealPath()).resolve("." + absolute.getFileName() + ".lock");
        synchronized (HELD) {
            if (HELD.contains(lock)) {
                return Optional.empty();
            }
            RandomAccessFile open = locked(lock);
            if (open == null) {
                return Optional.empty();
            }
            HELD.add(lock);
            return Optional.of(new SoleWriter(lock, open));
        }
    }

    /** The locked file, or null where another process holds it. Not a channel of its own, which an interrupt would close. */
    private static RandomAccessFile locked(Path lock) throws IOException {
        while (true) {
            var open = new RandomAccessFile(lock.toFile(), "rw");
            boolean taken = false;
            try {
                Object opened = key(lock);
                if (open.getChannel().tryLock() == null) {
                    return null;
                }
                taken = opened == null ? Files.exists(lock) : opened.equals(key(lock));
                if (taken) {
                    return open;
                }
            } finally {
                if (!taken) {
                    open.close(); // who had it before has ended and deleted it meanwhile: try the new one
                }
            }
        }
    }

    /** Which file it is, where the system says so. */
    private static Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            HELD.remove(lock);
            try (open) {
                Files.deleteIfExists(lock); // still locked, so nobody else can have it
            } catch (IOException _) {
                // an empty file stays, which locks nobody out
            }
        }
    }
}
