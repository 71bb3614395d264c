package dev.linnet.odeen;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

import dev.linnet.files.Reason;

/**
 * Whole tables in files that are mapped into memory, so that several processes share one. A file begins with a page that says which
 * universe it is of and holds a CRC-32C of the rows; a file that is damaged is built again.
 */
public final class TableCache {
    private static final byte[] MAGIC = "LinnetOdeenTable".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 4096;
    private static final int FINGERPRINT = 16;
    private static final int CHECKSUM = 48;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int SLICE = 1 << 28;

    private TableCache() {}

    /** The table from its file in the user's cache folder, made if need be; says on {@code System.out} if that was damaged. */
    public static RuleTable open(Universe universe) {
        return open(universe, file(universe), System.out::println);
    }

    /** Where the table of a universe is kept: in {@code $XDG_CACHE_HOME/linnet/odeen}, else in {@code ~/.cache/linnet/odeen}. */
    public static Path file(Universe universe) {
        String home = System.getenv("XDG_CACHE_HOME");
        Path cache = home == null || home.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(home);
        return cache.resolve("linnet/odeen/" + HexFormat.of().formatHex(fingerprint(universe), 0, 8) + ".table");
    }

    /**
     * The table from a file; where there is none, or it is damaged or of another universe, it is made and written.
     *
     * @param says hears in one sentence that a file was damaged, or that it cannot be written; the table is right all the same
     */
    public static RuleTable open(Universe universe, Path file, Consumer<String> says) {
        Objects.requireNonNull(says, "says");
        if (Files.exists(file)) {
            try {
                return RuleTable.stored(universe, read(universe, file));
            } catch (IOException damage) {
                says.accept("The table in " + file + " is damaged (" + damage.getMessage() + "); it is built again.");
            }
        }
        RuleTable table = RuleTable.of(universe);
        try {
            write(table, file);
        } catch (IOException failure) {
            says.accept("The table cannot be kept in " + file + " (" + Reason.of(failure)
                    + "); it is in memory only.");
        }
        return table;
    }

    private static MemorySegment read(Universe universe, Path file) throws IOException {
        long bytes = RuleTable.bytes(universe.ruleCount(), universe.structureCount());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != HEADER + bytes) {
                throw new IOException("it has " + channel.size() + " bytes instead of " + (HEADER + bytes));
            }
            MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, HEADER + bytes, Arena.ofAuto());
            if (all.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
                throw new IOException("it does not begin as a table does");
            }
            byte[] fingerprint = fingerprint(universe);
            if (all.asSlice(FINGERPRINT, fingerprint.length).mismatch(MemorySegment.ofArray(fingerprint)) >= 0) {
                throw new IOException("it is the table of another universe");
            }
            MemorySegment rows = all.asSlice(HEADER);
            if (all.get(LONG, CHECKSUM) != checksum(rows)) {
                throw new IOException("its checksum is wrong");
            }
            return rows;
        }
    }

    private static void write(RuleTable table, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "table", ".part"); // another process may be writing the same
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                var header = MemorySegment.ofArray(new byte[HEADER]);
                MemorySegment.copy(MemorySegment.ofArray(MAGIC), 0, header, 0, MAGIC.length);
                byte[] fingerprint = fingerprint(table.universe());
                MemorySegment.copy(MemorySegment.ofArray(fingerprint), 0, header, FINGERPRINT, fingerprint.length);
                header.set(LONG.withByteAlignment(1), CHECKSUM, checksum(table.rows()));
                write(channel, header);
                write(channel, table.rows());
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(FileChannel channel, MemorySegment data) throws IOException {
        for (long from = 0; from < data.byteSize(); from += SLICE) {
            var buffer = data.asSlice(from, Math.min(SLICE, data.byteSize() - from)).asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private static long checksum(MemorySegment rows) {
        var sum = new CRC32C();
        for (long from = 0; from < rows.byteSize(); from += SLICE) {
            sum.update(rows.asSlice(from, Math.min(SLICE, rows.byteSize() - from)).asByteBuffer());
        }
        return sum.getValue();
    }

    private static byte[] fingerprint(Universe universe) {
        String layout = universe.description() + "; words " + RuleTable.words(universe.structureCount()) + "; order "
                + ByteOrder.nativeOrder();
        try {
            return MessageDigest.getInstance("SHA-256").digest(layout.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }
}
