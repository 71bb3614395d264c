package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Machine code as text, by the toolkit's own program. */
public final class Disassembler {
    private Disassembler() {}

    /**
     * The machine code of a compiled source.
     *
     * @throws CompilerException where there is no machine code, or no program to read it
     */
    public static String disassemble(Compiled compiled) throws InterruptedException {
        if (compiled.cubin().isEmpty()) {
            throw new CompilerException(
                    compiled.compiler() + " makes no machine code; %cuda ptx shows the portable assembly.");
        }
        var programs = Toolkit.programs("nvdisasm", System.getenv());
        if (programs.isEmpty()) {
            throw new CompilerException("Machine code is read by nvdisasm, which is part of the CUDA toolkit and not on"
                    + " this machine; the portable assembly is there (ptx).");
        }
        try (var workspace = Workspace.create()) {
            var file = Files.write(workspace.file("cell.cubin"), compiled.cubin().bytes());
            var ended = Command.run(List.of(programs.getFirst().toString(), file.toString()), workspace.folder(),
                    Duration.ofMinutes(1));
            if (ended.code() != 0) {
                throw new CompilerException("nvdisasm cannot read it: " + ended.output().strip());
            }
            return ended.output();
        } catch (IOException e) {
            throw new CompilerException("The machine code cannot be written: " + e.getMessage(), e);
        }
    }
}
