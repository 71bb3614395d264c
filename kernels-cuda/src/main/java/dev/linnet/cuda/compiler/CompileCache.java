package dev.linnet.cuda.compiler;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiled sources on disk. An entry's file is named after the source's key and the compiler's, appears as a whole or not
 * at all, and begins with the hash of the rest. So any number of processes may share a folder, and a damaged entry is
 * noticed and made again.
 */
public final class CompileCache {
    private static final String SUFFIX = ".cuda";
    private static final int HASH_LENGTH = 64;

    /** What an entry holds. */
    record Entry(String compiler, List<String> probed, Translation translation) {
        Entry {
            probed = List.copyOf(probed);
        }
    }

    /** What a look-up found: an entry, or nothing; {@code damaged} where something was there that could not be used. */
    record Found(Optional<Entry> entry, boolean damaged) {}

    private final Path folder;

    /** Entries lie in {@code folder}, which is made when the first one is written. */
    public CompileCache(Path folder) {
        this.folder = folder;
    }

    /** In the folder of the property {@code linnet.cuda.cache}, or in the user's cache folder. */
    public static CompileCache ofUser() {
        var told = System.getProperty("linnet.cuda.cache");
        if (told != null && !told.isBlank()) {
            return new CompileCache(Path.of(told));
        }
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return new CompileCache(base.resolve("linnet").resolve("cuda"));
    }

    /** Where the entries are. */
    public Path folder() {
        return folder;
    }

    /** The entry of a source by the compiler that made it; {@code compiler} null for whichever made it last. */
    Found find(String source, String compiler) {
        if (compiler != null) {
            return read(file(source, compiler));
        }
        boolean damaged = false;
        for (var file : entries()) {
            if (file.getFileName().toString().startsWith(Hash.of(source).substring(0, 40) + "-")) {
                var found = read(file);
                if (found.entry().isPresent()) {
                    return found;
                }
                damaged |= found.damaged();
            }
        }
        return new Found(Optional.empty(), damaged);
    }

    /** Keeps an entry; where that cannot be done, says why, for the next time compiles again. */
    Optional<String> put(String source, String compiler, Entry entry) {
        Path partial = null;
        try {
            Files.createDirectories(folder);
            partial = Files.createTempFile(folder, "new", ".partial");
            var payload = payload(entry);
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(Hash.of(payload).getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(payload);
            Files.write(partial, bytes.toByteArray());
            move(partial, file(source, compiler));
            return Optional.empty();
        } catch (IOException e) {
            delete(partial);
            return Optional.of("The cache in " + folder + " cannot be written (" + reason(e)
                    + "), so this cell will be compiled again.");
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "access denied";
            case NoSuchFileException absent -> "there is no " + absent.getFile();
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path file(String source, String compiler) {
        return folder
                .resolve(Hash.of(source).substring(0, 40) + "-" + Hash.of(compiler).substring(0, 16) + SUFFIX);
    }

    private static Found read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            return new Found(Optional.empty(), false);
        } catch (IOException unreadable) {
            return new Found(Optional.empty(), Files.exists(file));
        }
        if (bytes.length > HASH_LENGTH) {
            var payload = java.util.Arrays.copyOfRange(bytes, HASH_LENGTH, bytes.length);
            var hash = new String(bytes, 0, HASH_LENGTH, StandardCharsets.US_ASCII);
            if (hash.equals(Hash.of(payload))) {
                try {
                    return new Found(Optional.of(entry(payload)), false);
                } catch (IOException otherFormat) {
                    return new Found(Optional.empty(), true);
                }
            }
        }
        delete(file);
        return new Found(Optional.empty(), true);
    }

    private static byte[] payload(Entry entry) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            write(out, entry.compiler().getBytes(StandardCharsets.UTF_8));
            write(out, String.join("\n", entry.probed()).getBytes(StandardCharsets.UTF_8));
            write(out, entry.translation().ptx().getBytes(StandardCharsets.UTF_8));
            write(out, entry.translation().cubin().bytes());
            write(out, entry.translation().log().getBytes(StandardCharsets.UTF_8));
            out.writeInt(entry.translation().resources().size());
            for (var one : entry.translation().resources().entrySet()) {
                out.writeUTF(one.getKey());
                out.writeInt(one.getValue().registers());
                out.writeInt(one.getValue().sharedBytes());
                out.writeInt(one.getValue().localBytes());
            }
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Entry entry(byte[] payload) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(payload))) {
            var compiler = text(in);
            var probed = text(in).lines().toList();
            var ptx = text(in);
            var cubin = new MachineCode(in.readNBytes(in.readInt()));
            var log = text(in);
            var resources = new HashMap<String, Translation.Resources>();
            for (int left = in.readInt(); left > 0; left--) {
                resources.put(in.readUTF(), new Translation.Resources(in.readInt(), in.readInt(), in.readInt()));
            }
            return new Entry(compiler, probed, new Translation(ptx, cubin, log, resources));
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** The entries' files, the newest first. */
    public List<Path> entries() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparingLong(CompileCache::time).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The cache in " + folder + " cannot be listed", e);
        }
    }

    private static long time(Path file) {
        return file.toFile().lastModified();
    }

    /** How many bytes all entries have. */
    public long size() {
        return entries().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** Deletes every entry that can be deleted; returns how many. */
    public int clear() {
        var all = new ArrayList<>(entries());
        all.forEach(CompileCache::delete);
        return (int) all.stream().filter(file -> !Files.exists(file)).count();
    }

    private static void delete(Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(CompileCache.class.getName())
                    .log(System.Logger.Level.DEBUG, "Cannot delete " + file, e);
        }
    }
}
