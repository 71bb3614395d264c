package dev.linnet.probe.features;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * An array in NumPy's npy format, alone in a file or as an entry of an npz file, read from its beginning to its end: booleans, integers of
 * 1 to 8 bytes, floats of 2, 4 and 8, of either byte order. Nothing in it is ever executed: arrays of Python objects, which are pickles, are
 * refused.
 */
final class NumpyArray {
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([biuf])(\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final int LONGEST_HEADER = 1 << 20;

    private final Path file;
    private final String entry;
    private final String name;
    private final char kind;
    private final int bytes;
    private final ByteOrder order;
    private final boolean fortran;
    private final long[] shape;

    /** The array of an npy file. */
    static NumpyArray file(Path file) throws IOException {
        return new NumpyArray(file, null);
    }

    /** An array of an npz file. */
    static NumpyArray entry(Path file, String entry) throws IOException {
        return new NumpyArray(file, entry);
    }

    private NumpyArray(Path file, String entry) throws IOException {
        this.file = file;
        this.entry = entry;
        name = file.getFileName() + (entry == null ? "" : ", array " + entry);
        try (var input = begin()) {
            String header = header(input);
            Matcher type = TYPE.matcher(header);
            Matcher orderText = ORDER.matcher(header);
            Matcher shapeText = SHAPE.matcher(header);
            if (!type.find()) {
                throw new FeaturesException(name + ": its header says " + header.strip()
                        + "; arrays of truth values, integers and floats are read.");
            }
            if (!orderText.find() || !shapeText.find()) {
                throw new FeaturesException(name + ": its header is damaged: " + header.strip() + ".");
            }
            order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            kind = type.group(2).charAt(0);
            bytes = bytes(type.group(3));
            fortran = orderText.group(1).equals("True");
            shape = shape(shapeText.group(1));
        }
    }

    private int bytes(String digits) throws FeaturesException {
        int size = digits.length() == 1 ? digits.charAt(0) - '0' : 0;
        boolean known = switch (kind) {
            case 'b' -> size == 1;
            case 'f' -> size == 2 || size == 4 || size == 8;
            default -> size == 1 || size == 2 || size == 4 || size == 8;
        };
        if (!known) {
            throw new FeaturesException(name + ": its numbers are of type " + kind + digits
                    + "; floats of 2, 4 and 8 bytes and integers of 1 to 8 are read.");
        }
        return size;
    }

    private long[] shape(String text) throws FeaturesException {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(size -> !size.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException _) {
            throw new FeaturesException(name + ": its shape is (" + text + "), which are no numbers.");
        }
    }

    String name() {
        return name;
    }

    Path path() {
        return file;
    }

    /** Sizes of the dimensions. */
    long[] shape() {
        return shape.clone();
    }

    /** Whether the first index runs first. */
    boolean fortran() {
        return fortran && shape.length > 1;
    }

    /** The shape as Python writes it. */
    String shapeText() {
        return Arrays.toString(shape).replace('[', '(').replace(']', ')');
    }

    private DataInputStream begin() throws IOException {
        InputStream input;
        try {
            input = Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        if (entry == null) {
            return new DataInputStream(new BufferedInputStream(input, 1 << 16));
        }
        boolean found = false;
        var zip = new ZipInputStream(new BufferedInputStream(input, 1 << 16));
        try {
            var names = new StringBuilder();
            for (ZipEntry next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
                if (next.getName().equals(entry + ".npy")) {
                    found = true;
                    return new DataInputStream(new BufferedInputStream(zip, 1 << 16));
                }
                names.append(names.isEmpty() ? "" : ", ").append(next.getName().replaceAll("\\.npy$", ""));
            }
            throw new FeaturesException(file.getFileName() + ": it has no array " + entry
                    + (names.isEmpty() ? "; it is no npz file, or an empty one." : "; it has " + names + "."));
        } catch (ZipException e) {
            throw new FeaturesException(file.getFileName() + ": it is no npz file: " + e.getMessage() + ".");
        } finally {
            if (!found) {
                zip.close();
            }
        }
    }

    /** The header's text; leaves the input where the numbers begin. */
    private String header(DataInputStream input) throws IOException {
        try {
            byte[] magic = input.readNBytes(6);
            if (magic.length == 0) {
                throw new FeaturesException(name + ": it is empty.");
            }
            if (!Arrays.equals(magic, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'})) {
                throw new FeaturesException(name + ": it is no npy file; one begins with \\x93NUMPY.");
            }
            int version = input.readUnsignedByte();
            input.readUnsignedByte();
            byte[] size = new byte[version == 1 ? 2 : 4];
            input.readFully(size);
            ByteBuffer number = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
            int length = version == 1 ? number.getShort() & 0xffff : number.getInt();
            if (version > 3 || length < 0 || length > LONGEST_HEADER) {
                throw new FeaturesException(name + ": its header of version " + version + " claims " + length
                        + " bytes; the file is damaged, or newer than version 3.");
            }
            byte[] text = new byte[length];
            input.readFully(text);
            return new String(text, StandardCharsets.UTF_8);
        } catch (EOFException _) {
            throw new FeaturesException(name + ": it ends within its header.");
        }
    }

    /** The numbers in the order in which they stand in the file. */
    Numbers numbers() throws IOException {
        DataInputStream input = begin();
        header(input);
        return new Numbers(input);
    }

    /** A way through the numbers. */
    final class Numbers implements AutoCloseable {
        private static final int MOST = 1 << 13;
        private final DataInputStream input;
        private long read;

        private Numbers(DataInputStream input) {
            this.input = input;
        }

        /** The next numbers, as many as fit into {@code to}. */
        void next(double[] to) throws IOException {
            byte[] raw = new byte[Math.min(to.length, MOST) * bytes];
            for (int from = 0; from < to.length; from += MOST) {
                int count = Math.min(MOST, to.length - from);
                int got = input.readNBytes(raw, 0, count * bytes);
                if (got < count * bytes) {
                    throw new FeaturesException(name + ": of its shape " + shapeText() + " only "
                            + (read + got / bytes) + " numbers are there: the file is truncated.");
                }
                ByteBuffer buffer = ByteBuffer.wrap(raw).order(order);
                for (int i = 0; i < count; i++) {
                    to[from + i] = number(buffer);
                }
                read += count;
            }
        }

        private double number(ByteBuffer buffer) {
            return switch (kind) {
                case 'f' -> switch (bytes) {
                    case 2 -> Float.float16ToFloat(buffer.getShort());
                    case 4 -> buffer.getFloat();
                    default -> buffer.getDouble();
                };
                case 'i' -> switch (bytes) {
                    case 1 -> buffer.get();
                    case 2 -> buffer.getShort();
                    case 4 -> buffer.getInt();
                    default -> buffer.getLong();
                };
                default -> switch (bytes) {
                    case 1 -> buffer.get() & 0xff;
                    case 2 -> buffer.getShort() & 0xffff;
                    case 4 -> Integer.toUnsignedLong(buffer.getInt());
                    default -> unsigned(buffer.getLong());
                };
            };
        }

        private static double unsigned(long bits) {
            return bits >= 0 ? bits : 2.0 * (bits >>> 1) + (bits & 1);
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
