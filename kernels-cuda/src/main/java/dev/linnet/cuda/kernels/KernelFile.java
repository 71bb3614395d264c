package dev.linnet.cuda.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;

/**
 * Loads kernels that come compiled: {@code name.cu} and {@code name.ptx}, resources in the package of a class. No compiler
 * is needed.
 *
 * <p>
 * To add one:
 * <ol>
 * <li>Write {@code name.cu} into the package's folder under {@code src/main/resources}. Its first line says what runs it:
 * {@code // PTX 7.0, sm_50 and newer} ({@code sm_80} for {@code mma} of bfloat16 and {@code cp.async}; the assembler
 * refuses a file that needs more than it says). PTX 7.0 is the oldest that knows lines, and what drivers of CUDA 11
 * read. Every pointer that Java passes lies on 256 bytes. Instances of templates are written out: {@code template __global__ void scale<float, 4>(float*, float);}.
 * <li>Compile it with the toolkit's nvcc, from the repository's root:
 *
 * <pre>{@code
 * mvn -pl kernels-cuda -am test -Dtest=CommittedKernelsTest -Dsurefire.failIfNoSpecifiedTests=false -Dlinnet.kernels.write=true
 * }</pre>
 *
 * This writes {@code name.ptx}; commit both. Without the last option the same test compiles them anew and fails where the
 * committed PTX is not what the source says.
 * <li>Launch it: {@code KernelFile.load(Owner.class, "name", target).kernel("scale").launch(shape, ...)}, from a class that
 * checks shapes and documents the equation, with a twin in double precision and a test that compares the two.
 * </ol>
 */
public final class KernelFile {
    private record Key(Class<?> owner, String name, Target target) {}

    private static final Map<Key, CudaModule> LOADED = new ConcurrentHashMap<>();

    private KernelFile() {}

    /**
     * The kernels of {@code name.cu} beside {@code owner}; loaded once for each target.
     *
     * @throws IllegalArgumentException where there is no such file
     * @throws IllegalStateException    where a GPU is demanded and there is none
     */
    public static CudaModule load(Class<?> owner, String name, Target target) {
        return LOADED.computeIfAbsent(new Key(owner, name, target),
                key -> CudaModule.ofPtx(name + ".cu", text(owner, name + ".cu"), text(owner, name + ".ptx"), target));
    }

    private static String text(Class<?> owner, String file) {
        try (var in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + file + " beside " + owner.getName()
                        + "; kernels are resources of the same package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The kernels of " + file + " cannot be read", e);
        }
    }
}
