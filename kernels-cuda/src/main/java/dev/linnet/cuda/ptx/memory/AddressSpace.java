package dev.linnet.cuda.ptx.memory;

/** How 64-bit generic addresses are shared out; the windows are where a launch's shared, local and parameter memory appear. */
public final class AddressSpace {
    /** First address of buffers. */
    public static final long BUFFERS = 0x0000_0010_0000_0000L;
    /** End of buffers. */
    public static final long BUFFERS_END = 0x0000_7000_0000_0000L;
    /** Generic address of byte 0 of a block's shared memory. */
    public static final long SHARED = 0x0000_7F00_0000_0000L;
    /** Generic address of byte 0 of a thread's local memory. */
    public static final long LOCAL = 0x0000_7F10_0000_0000L;
    /** Generic address of byte 0 of the kernel's parameters. */
    public static final long PARAM = 0x0000_7F20_0000_0000L;
    /** Addresses of functions. */
    public static final long FUNCTION = 0x0000_7F30_0000_0000L;
    /** Size of each window. */
    public static final long WINDOW = 0x10_0000_0000L;

    private AddressSpace() {}

    /** Whether the address lies in the window. */
    public static boolean in(long window, long address) {
        return address >= window && address < window + WINDOW;
    }
}
