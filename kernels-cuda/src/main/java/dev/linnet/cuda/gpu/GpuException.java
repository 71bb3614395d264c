package dev.linnet.cuda.gpu;

/** The driver or the GPU cannot do what was asked, or a kernel went wrong on it. */
public final class GpuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String cost;

    GpuException(int code, String message) {
        this(code, message, null);
    }

    GpuException(int code, String message, Throwable cause) {
        this(code, message, "", cause);
    }

    private GpuException(int code, String message, String cost, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.cost = cost;
    }

    /** The same, and what else was lost by it: sentences, each after a space. */
    GpuException costing(String sentences) {
        return new GpuException(code, getMessage(), sentences, this);
    }

    /** What else was lost, sentences after a space each; empty where nothing was. */
    String cost() {
        return cost;
    }

    /** The driver's number of the error; 0 where the driver did not report it. */
    public int code() {
        return code;
    }
}
