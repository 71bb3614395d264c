package dev.linnet.cuda.gpu;

/** The driver or the GPU cannot do what was asked, or a kernel went wrong on it. */
public final class GpuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    GpuException(int code, String message) {
        super(message);
        this.code = code;
    }

    GpuException(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The driver's number of the error; 0 where the driver did not report it. */
    public int code() {
        return code;
    }
}
