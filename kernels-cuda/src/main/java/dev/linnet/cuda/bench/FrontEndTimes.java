package dev.linnet.cuda.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.linnet.cuda.compiler.CompileCache;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.FrontEnd;
import dev.linnet.cuda.compiler.SourceCompiler;

/** How long a front end takes for the cell {@code cell.cu}, signatures and resources included. */
final class FrontEndTimes {
    private final FrontEnd frontEnd;
    private final int runs;
    private final String cell = EngineTimes.text("cell.cu");

    FrontEndTimes(FrontEnd frontEnd, int runs) {
        this.frontEnd = frontEnd;
        this.runs = runs;
    }

    /**
     * What is found.
     *
     * @param compile milliseconds by the wall for a text that was never seen, the compiler being warm
     * @param cached  the same for one that was
     */
    record Found(double compile, double cached) {}

    Found measure() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("linnet-bench-cache");
        try {
            var compiler = new SourceCompiler(List.of(frontEnd), new CompileCache(folder));
            double compile = Double.MAX_VALUE;
            double cached = Double.MAX_VALUE;
            for (int k = 0; k <= runs; k++) {
                String source = cell + "// " + k + "\n";
                compile = Math.min(compile, k == 0 ? compile : once(compiler, source));
                cached = Math.min(cached, once(compiler, source));
            }
            return new Found(compile, cached);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static double once(SourceCompiler compiler, String source) throws InterruptedException {
        long start = System.nanoTime();
        compiler.compile("cell", source, List.of(), CompileOptions.standard(), CompileOptions.DEFAULT_ARCH);
        return (System.nanoTime() - start) * 1e-6;
    }
}
