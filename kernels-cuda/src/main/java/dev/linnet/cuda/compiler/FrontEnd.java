package dev.linnet.cuda.compiler;

/** A compiler of CUDA C++ on this machine. */
public interface FrontEnd {
    /** Its name and version as people know it: {@code nvcc 13.0.88}. */
    String title();

    /** What makes it another compiler: path, version, size, time. Part of the cache's key. */
    String identity();

    /**
     * Compiles one text.
     *
     * @param name    what errors call the text; never a path
     * @param text    the whole text
     * @param options how; their {@code arch} is not looked at
     * @param arch    the architecture, such as {@code sm_90}
     * @throws CompilerFailure      where the text does not compile; the log says why
     * @throws CompilerException    where the compiler itself cannot work
     * @throws InterruptedException where the thread is interrupted; the compiler is then stopped
     */
    Translation translate(String name, String text, CompileOptions options, String arch)
            throws CompilerFailure, InterruptedException;
}
