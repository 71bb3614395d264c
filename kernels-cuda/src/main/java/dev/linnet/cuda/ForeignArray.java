package dev.linnet.cuda;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

import dev.linnet.cuda.signature.CudaType.Scalar;

/** An array of another library, as kernels see it: numbers in a row, row-major. */
public sealed interface ForeignArray {
    /** What its elements are. */
    Scalar type();

    /** Elements. */
    long length();

    /** What it is, in messages: {@code an INDArray DOUBLE (2, 3)}. */
    String title();

    /**
     * One that kernels on the CPU use in place.
     *
     * @param memory native, alive as long as the array, open to every thread
     */
    record InPlace(Scalar type, MemorySegment memory, String title) implements ForeignArray {
        @Override
        public long length() {
            return memory.byteSize() / type.size();
        }
    }

    /**
     * One that is copied before a launch, and after it where the kernel may write it.
     *
     * @param read  fills native memory with the elements
     * @param write sets the elements from native memory
     */
    record Copied(Scalar type, long length, String title, Consumer<MemorySegment> read,
            Consumer<MemorySegment> write) implements ForeignArray {}

    /** Adapters that this class loader has. */
    final class Adapters {
        private static List<ArrayAdapter> found;

        private Adapters() {}

        static synchronized List<ArrayAdapter> all() {
            if (found == null) {
                found = ServiceLoader.load(ArrayAdapter.class, ArrayAdapter.class.getClassLoader())
                        .stream()
                        .flatMap(provider -> {
                            try {
                                return Optional.of(provider.get()).stream();
                            } catch (ServiceConfigurationError | LinkageError e) {
                                return Optional.<ArrayAdapter>empty().stream(); // its library is not there
                            }
                        })
                        .toList();
            }
            return found;
        }
    }

    /**
     * The value as one of the adapters sees it.
     *
     * @throws IllegalArgumentException where it is an array that cannot be passed as it is
     */
    static Optional<ForeignArray> of(Object value) {
        for (var adapter : Adapters.all()) {
            try {
                var seen = adapter.adapt(value);
                if (seen.isPresent()) {
                    return seen;
                }
            } catch (LinkageError e) {
                // Its library is not there, so the value is none of its arrays.
            }
        }
        return Optional.empty();
    }
}
