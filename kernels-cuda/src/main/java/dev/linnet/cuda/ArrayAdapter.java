package dev.linnet.cuda;

import java.util.Optional;

/**
 * Lets the arrays of another library be passed to kernels; found through {@link java.util.ServiceLoader} when something is
 * passed that is no array of Java's. It loads nothing of that library until it is asked.
 */
public interface ArrayAdapter {
    /**
     * How kernels see this value.
     *
     * @return empty where it is no array of this library
     * @throws IllegalArgumentException where it is one that cannot be passed as it is; the message says what to pass
     *                                  instead, and begins with what the array is
     */
    Optional<ForeignArray> adapt(Object value);
}
