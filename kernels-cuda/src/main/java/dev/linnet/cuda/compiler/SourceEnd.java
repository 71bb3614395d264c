package dev.linnet.cuda.compiler;

import java.util.List;
import java.util.stream.Stream;

import dev.linnet.cuda.signature.Brackets;
import dev.linnet.cuda.signature.Probes;

/** What is wrong at the end of a source, where compilers notice it only in the probes behind. */
final class SourceEnd {
    private SourceEnd() {}

    /** The same diagnostics, those of the first probe line as ones of the source: of its bracket that is open, or of its last line. */
    static List<Diagnostic> told(String name, String source, List<Diagnostic> all) {
        if (all.stream().noneMatch(SourceEnd::isBehind)) {
            return all;
        }
        var others = all.stream().filter(one -> !one.file().equals(Probes.FILE)).toList();
        if (others.stream().anyMatch(Diagnostic::error)) {
            return others;
        }
        var last = Brackets.unclosed(source)
                .map(open -> new Diagnostic(true, name, open.line(), 0, "the cell ends, and a \"" + open.bracket()
                        + "\" of this line is not closed: a \"" + open.closer() + "\" is missing"))
                .orElseGet(() -> new Diagnostic(true, name, source.stripTrailing().split("\n", -1).length, 0,
                        "this is not complete where the cell ends, perhaps a \";\" is missing"));
        return Stream.concat(others.stream(), Stream.of(last)).toList();
    }

    private static boolean isBehind(Diagnostic one) {
        return one.error() && one.file().equals(Probes.FILE) && one.line() <= Probes.HEADER_LINES;
    }
}
