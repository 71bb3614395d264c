package dev.linnet.kernel.session;

import java.util.List;
import java.util.Optional;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.code.CodeAssist;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.CellText;
import dev.linnet.kernel.magic.MagicCompleter;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicRegistry;

/** Help with a cell's text: magics by their own description, the rest as Java. */
final class TextAssist {
    private final CodeAssist java;
    private final MagicRegistry magics;
    private final MagicContext context;

    TextAssist(CodeAssist java, MagicRegistry magics, MagicContext context) {
        this.java = java;
        this.magics = magics;
        this.context = context;
    }

    Completion complete(String code, int cursor) {
        int at = Math.clamp(cursor, 0, code.length());
        if (isInOtherLanguage(code, at)) {
            return new Completion(at, at, List.of());
        }
        if (at > 0 && code.charAt(at - 1) == '%') {
            // A percent sign alone is no magic yet, and any name would make it one.
            var named = code.substring(0, at) + "x" + code.substring(at);
            var begun = CellText.magicAt(named, at)
                    .flatMap(
                            part -> new MagicCompleter(magics, context).complete(named, part, at));
            if (begun.isPresent()) {
                return completion(at, at, begun.get());
            }
        }
        var magic = CellText.magicAt(code, at);
        if (magic.isPresent()) {
            var found = new MagicCompleter(magics, context).complete(code, magic.get(), at);
            if (found.isPresent()) {
                return completion(found.get().start(), found.get().end(), found.get());
            }
            // A raw rest, as of %time, is Java.
        }
        return java.complete(javaOnly(code, at), at);
    }

    private static Completion completion(int start, int end, MagicCompleter.Candidates found) {
        return new Completion(start, end, found.candidates()
                .stream()
                .map(one -> new Completion.Match(one.text(), one.kind(), one.about()))
                .toList());
    }

    /** Whether the cursor is below a cell magic that takes no Java. */
    private boolean isInOtherLanguage(String code, int cursor) {
        try {
            return CellText.of(code)
                    .parts()
                    .stream()
                    .anyMatch(part -> part instanceof CellText.Whole whole
                            && cursor >= whole.bodyStart() && cursor > whole.end() && !isJava(whole.name()));
        } catch (MagicException e) {
            return false;
        }
    }

    Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        int at = Math.clamp(cursor, 0, code.length());
        var magic = CellText.magicAt(code, Math.min(at + 1, code.length()));
        if (magic.isPresent()) {
            var help = new MagicCompleter(magics, context).help(magic.get(), at);
            if (help.isPresent()) {
                return help.map(MimeBundle::text);
            }
        }
        return java.inspect(javaOnly(code, at), at, detailLevel);
    }

    Completeness isComplete(String code) {
        try {
            var text = CellText.of(code);
            if (text.parts().size() == 1 && text.parts().getFirst() instanceof CellText.Whole whole) {
                boolean done = whole.bodyStart() < code.length() && code.endsWith("\n");
                return new Completeness(done ? Completeness.Status.COMPLETE : Completeness.Status.INCOMPLETE, "");
            }
            var java = text.withoutMagics();
            return java.isBlank() ? new Completeness(Completeness.Status.COMPLETE, "") : this.java.isComplete(java);
        } catch (MagicException e) {
            return new Completeness(Completeness.Status.INVALID, "");
        }
    }

    /** The code with every magic but the Java in it blanked. */
    private String javaOnly(String code, int cursor) {
        CellText text;
        try {
            text = CellText.of(code);
        } catch (MagicException e) {
            return code;
        }
        for (var part : text.parts()) {
            int from = switch (part) {
                case CellText.Whole whole when cursor >= whole.bodyStart() && isJava(whole.name()) -> whole.bodyStart();
                case CellText.Line line when cursor > line.argumentsStart() && cursor <= line.end()
                        && isRaw(line.name()) ->
                    line.argumentsStart();
                default -> -1;
            };
            if (from >= 0) {
                return new CellText(code, text.parts()).onlyFrom(from);
            }
        }
        return text.withoutMagics();
    }

    private boolean isJava(String cellMagic) {
        return magics.find(cellMagic).orElse(null) instanceof CellMagic magic && magic.bodyIsJava();
    }

    private boolean isRaw(String lineMagic) {
        return magics.find(lineMagic).map(magic -> magic.spec().rawRest()).orElse(false);
    }
}
