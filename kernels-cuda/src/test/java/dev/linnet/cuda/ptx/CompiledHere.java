package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.CompilerFailure;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.compiler.FrontEnd;

/** Machines with what a compiler of this computer makes of a source; tests are skipped where it lacks the compiler. */
final class CompiledHere {
    private CompiledHere() {}

    static Machine machine(String resource, Class<? extends FrontEnd> compiler) {
        try {
            var found = Compilers.ofThisMachine().found().stream().filter(compiler::isInstance).findFirst();
            assumeTrue(found.isPresent(), compiler.getSimpleName() + " is not on this machine");
            return new Machine(found.get()
                    .translate(resource, Machine.text(resource), CompileOptions.standard(), CompileOptions.DEFAULT_ARCH)
                    .ptx());
        } catch (CompilerFailure e) {
            throw new AssertionError(e.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
