package dev.linnet.kernel.magic;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellLanguage;
import dev.linnet.display.cell.CellProblem;
import dev.linnet.kernel.library.ArtifactException;
import dev.linnet.kernel.library.Fetch;
import dev.linnet.kernel.library.LazyLibrary;

/** A language that a library brings along, as a magic: {@code %%name} for its cells, {@code %name} for its commands. */
final class LanguageMagic implements CellMagic, LineMagic {
    private final CellLanguage language;
    private final MagicSpec spec;

    LanguageMagic(CellLanguage language) {
        this.language = language;
        var described = MagicSpec.of(language.name(), language.summary()).withHelp(language.help());
        for (var option : language.options()) {
            described = described.withOption(new MagicOption(option.names(), option.value(), option.description(),
                    option.choices(), option.list()));
        }
        this.spec = described.withArguments(language.arguments(), 0, language.mostArguments());
    }

    @Override
    public MagicSpec spec() {
        return spec;
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return language.complete(partial);
    }

    @Override
    public Object runCell(MagicCall call, String body, MagicContext context) throws Exception {
        if (!call.arguments().isEmpty()) {
            throw new MagicUsageException("%%" + spec.name() + " takes options only, but there is \""
                    + call.argument() + "\".", spec);
        }
        try {
            return language.runCell(call(call), body, new Host(context));
        } catch (CellProblem problem) {
            throw new MagicException(problem.getMessage(), problem);
        }
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        try {
            return language.runLine(call(call), new Host(context));
        } catch (CellProblem problem) {
            throw new MagicException(problem.getMessage(), problem);
        }
    }

    private CellCall call(MagicCall call) {
        Map<String, List<String>> lists = new HashMap<>();
        for (var option : spec.options()) {
            if (option.list() && call.has(option.names().getFirst())) {
                lists.put(option.names().getFirst(), call.list(option.names().getFirst()));
            }
        }
        return new CellCall(call.values(), lists, call.arguments(), call.rest());
    }

    private record Host(MagicContext context) implements CellHost {
        @Override
        public void run(String name, String java) throws Exception {
            context.evaluate(name, java);
        }

        @Override
        public void runWritten(String name, String java) throws Exception {
            context.evaluateWritten(name, java);
        }

        @Override
        public Path workingDirectory() {
            return context.workingDirectory();
        }

        @Override
        public Map<String, String> environment() {
            return context.environment();
        }

        @Override
        public List<Path> fetch(String title, String size, List<String> coordinates) throws CellProblem {
            try {
                return Fetch.withProgressBar().bring(new LazyLibrary(title, title, size, List.of(), coordinates));
            } catch (ArtifactException e) {
                throw new CellProblem(e.getMessage(), e);
            }
        }
    }
}
