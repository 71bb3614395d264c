package dev.linnet.cuda.compiler;

/** A cubin: machine code for one architecture. */
public final class MachineCode {
    /** No machine code. */
    public static final MachineCode NONE = new MachineCode(new byte[0]);

    private final byte[] bytes;

    MachineCode(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** A copy of it. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
