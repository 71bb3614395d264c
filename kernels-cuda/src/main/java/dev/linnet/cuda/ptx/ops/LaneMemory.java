package dev.linnet.cuda.ptx.ops;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import dev.linnet.cuda.ptx.machine.Block;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault;

/** One lane's access to memory, checked: the plain way, which every faster one must agree with. */
enum LaneMemory {
    /** Buffers; also constant memory. */
    GLOBAL {
        @Override
        long load(Warp w, int lane, int site, long address, int bytes) {
            Buffer b = w.block.buffer(site, address);
            long at = place(w, b, lane, address, bytes, "read");
            return switch (bytes) {
                case 1 -> b.segment().get(ValueLayout.JAVA_BYTE, at) & 0xff;
                case 2 -> b.segment().get(SHORT, at) & 0xffff;
                case 4 -> b.segment().get(INT, at) & 0xffffffffL;
                default -> b.segment().get(LONG, at);
            };
        }

        @Override
        void store(Warp w, int lane, int site, long address, int bytes, long value) {
            Buffer b = w.block.buffer(site, address);
            long at = place(w, b, lane, address, bytes, "write");
            if (b.readOnly()) {
                throw readOnly(b, lane, at);
            }
            switch (bytes) {
                case 1 -> b.segment().set(ValueLayout.JAVA_BYTE, at, (byte) value);
                case 2 -> b.segment().set(SHORT, at, (short) value);
                case 4 -> b.segment().set(INT, at, (int) value);
                default -> b.segment().set(LONG, at, value);
            }
        }
    },
    /** The block's shared memory, by offset. */
    SHARED {
        @Override
        long load(Warp w, int lane, int site, long address, int bytes) {
            checkShared(w.block, lane, address, bytes, "read");
            return get(w.block.shared, (int) address, bytes);
        }

        @Override
        void store(Warp w, int lane, int site, long address, int bytes, long value) {
            checkShared(w.block, lane, address, bytes, "write");
            set(w.block.shared, (int) address, bytes, value);
        }
    },
    /** The thread's local memory, by offset. */
    LOCAL {
        @Override
        long load(Warp w, int lane, int site, long address, int bytes) {
            checkLocal(w, lane, address, bytes, "read");
            int at = (int) address;
            int word = (at >> 2) * Lanes.COUNT + lane;
            return switch (bytes) {
                case 1 -> w.local[word] >>> (8 * (at & 3)) & 0xff;
                case 2 -> w.local[word] >>> (8 * (at & 3)) & 0xffff;
                case 4 -> w.local[word] & 0xffffffffL;
                default -> (w.local[word] & 0xffffffffL) | (long) w.local[word + Lanes.COUNT] << 32;
            };
        }

        @Override
        void store(Warp w, int lane, int site, long address, int bytes, long value) {
            checkLocal(w, lane, address, bytes, "write");
            int at = (int) address;
            int word = (at >> 2) * Lanes.COUNT + lane;
            switch (bytes) {
                case 1 -> w.local[word] = insert(w.local[word], at & 3, 0xff, (int) value);
                case 2 -> w.local[word] = insert(w.local[word], at & 3, 0xffff, (int) value);
                case 4 -> w.local[word] = (int) value;
                default -> {
                    w.local[word] = (int) value;
                    w.local[word + Lanes.COUNT] = (int) (value >>> 32);
                }
            }
        }
    },
    /** The kernel's parameters, by offset. */
    PARAMETER {
        @Override
        long load(Warp w, int lane, int site, long address, int bytes) {
            byte[] p = w.block.grid.parameters();
            if (address < 0 || address + bytes > p.length) {
                throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane, "out-of-bounds read of " + bytes
                        + " bytes at byte " + address + " of the kernel's parameters, which have " + p.length);
            }
            long value = 0;
            for (int k = 0; k < bytes; k++) {
                value |= (p[(int) address + k] & 0xffL) << (8 * k);
            }
            return value;
        }

        @Override
        void store(Warp w, int lane, int site, long address, int bytes, long value) {
            throw new DeviceFault(DeviceFault.Kind.READ_ONLY, lane, "write to the kernel's parameters");
        }
    },
    /** Whatever the address points to. */
    GENERIC {
        @Override
        long load(Warp w, int lane, int site, long address, int bytes) {
            LaneMemory space = of(address);
            return space.load(w, lane, site, space.offset(address), bytes);
        }

        @Override
        void store(Warp w, int lane, int site, long address, int bytes, long value) {
            LaneMemory space = of(address);
            space.store(w, lane, site, space.offset(address), bytes, value);
        }
    };

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final ValueLayout.OfInt INT_ALIGNED = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG_ALIGNED = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The bits there, zero-extended. */
    abstract long load(Warp w, int lane, int site, long address, int bytes);

    abstract void store(Warp w, int lane, int site, long address, int bytes, long value);

    /** The memory that a generic address points to. */
    static LaneMemory of(long address) {
        return AddressSpace.in(AddressSpace.SHARED, address)
                ? SHARED
                : AddressSpace.in(AddressSpace.LOCAL, address)
                        ? LOCAL
                        : AddressSpace.in(AddressSpace.PARAM, address) ? PARAMETER : GLOBAL;
    }

    /** A generic address as an address within this memory. */
    long offset(long address) {
        return switch (this) {
            case SHARED -> address - AddressSpace.SHARED;
            case LOCAL -> address - AddressSpace.LOCAL;
            case PARAMETER -> address - AddressSpace.PARAM;
            default -> address;
        };
    }

    /** Where in its buffer the access lies. */
    static long place(Warp w, Buffer b, int lane, long address, int bytes, String what) {
        if (b == null || address - b.address() + bytes > b.bytes()) {
            throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                    "out-of-bounds " + what + " of " + bytes(bytes) + ": "
                            + w.block.grid.memory().explain(address, bytes));
        }
        if ((address & bytes - 1) != 0) {
            throw new DeviceFault(DeviceFault.Kind.MISALIGNED, lane, "misaligned " + what + " of " + bytes(bytes)
                    + " at byte " + (address - b.address()) + " of " + b.name());
        }
        return address - b.address();
    }

    static DeviceFault readOnly(Buffer b, int lane, long at) {
        return new DeviceFault(DeviceFault.Kind.READ_ONLY, lane,
                "write to index " + at / b.elementBytes() + " of " + b.name() + ", which kernels may only read");
    }

    static void checkShared(Block block, int lane, long address, int bytes, String what) {
        if ((address < 0 || address + bytes > block.sharedBytes) && !block.inReserved(address, bytes)) {
            throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane, "out-of-bounds " + what + " of " + bytes(bytes)
                    + " at byte " + address + " of shared memory, which has " + block.sharedBytes);
        }
        if ((address & bytes - 1) != 0) {
            throw new DeviceFault(DeviceFault.Kind.MISALIGNED, lane,
                    "misaligned " + what + " of " + bytes(bytes) + " at byte " + address + " of shared memory");
        }
    }

    private static void checkLocal(Warp w, int lane, long address, int bytes, String what) {
        if (address < 0 || address + bytes > w.localLimit()) {
            throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane, "out-of-bounds " + what + " of " + bytes(bytes)
                    + " at byte " + address + " of local memory, which has " + w.localLimit());
        }
        if ((address & bytes - 1) != 0) {
            throw new DeviceFault(DeviceFault.Kind.MISALIGNED, lane,
                    "misaligned " + what + " of " + bytes(bytes) + " at byte " + address + " of local memory");
        }
    }

    static String bytes(int n) {
        return n == 1 ? "1 byte" : n + " bytes";
    }

    private static long get(int[] words, int at, int bytes) {
        int word = words[at >> 2];
        return switch (bytes) {
            case 1 -> word >>> (8 * (at & 3)) & 0xff;
            case 2 -> word >>> (8 * (at & 3)) & 0xffff;
            case 4 -> word & 0xffffffffL;
            default -> (word & 0xffffffffL) | (long) words[(at >> 2) + 1] << 32;
        };
    }

    private static void set(int[] words, int at, int bytes, long value) {
        int k = at >> 2;
        switch (bytes) {
            case 1 -> words[k] = insert(words[k], at & 3, 0xff, (int) value);
            case 2 -> words[k] = insert(words[k], at & 3, 0xffff, (int) value);
            case 4 -> words[k] = (int) value;
            default -> {
                words[k] = (int) value;
                words[k + 1] = (int) (value >>> 32);
            }
        }
    }

    private static int insert(int word, int at, int ones, int value) {
        return (word & ~(ones << (8 * at))) | (value & ones) << (8 * at);
    }
}
