package dev.linnet.kernel.magic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Completes names, options and arguments of magics. */
public final class MagicCompleter {
    /** One candidate; {@code kind} is {@code magic}, {@code option} or {@code argument}. */
    public record Candidate(String text, String kind, String about) {}

    /** Candidates for the text {@code [start, end)}. */
    public record Candidates(int start, int end, List<Candidate> candidates) {
        public Candidates {
            candidates = List.copyOf(candidates);
        }
    }

    private final MagicRegistry magics;
    private final MagicContext context;

    public MagicCompleter(MagicRegistry magics, MagicContext context) {
        this.magics = magics;
        this.context = context;
    }

    /** Candidates at {@code cursor} in the magic {@code part} of {@code code}; empty where Java is to be completed. */
    public Optional<Candidates> complete(String code, CellText.Part part, int cursor) {
        return switch (part) {
            case CellText.Line line -> complete(code, line.start() + 1, line.argumentsStart(), line.name(), cursor,
                    false);
            case CellText.Whole whole -> complete(code, whole.start() + 2, whole.argumentsStart(), whole.name(), cursor,
                    true);
            case CellText.Java java -> Optional.empty();
        };
    }

    private Optional<Candidates> complete(String code, int nameStart, int argumentsStart, String name, int cursor,
            boolean cell) {
        if (cursor <= argumentsStart) {
            return Optional.of(new Candidates(nameStart, argumentsStart,
                    names(code.substring(nameStart, Math.max(nameStart, cursor)), cell)));
        }
        var magic = magics.find(name).orElse(null);
        if (magic == null) {
            return Optional.of(new Candidates(cursor, cursor, List.of()));
        }
        int start = wordStart(code, argumentsStart, cursor);
        var partial = code.substring(start, cursor);
        var candidates = new ArrayList<Candidate>();
        if (partial.startsWith("-")) {
            addOptions(magic.spec(), partial, candidates);
            magic.completeArgument(partial, context)
                    .stream()
                    .filter(argument -> argument.startsWith(partial))
                    .forEach(argument -> candidates.add(new Candidate(argument, "option", null)));
        } else {
            var before = optionBefore(magic.spec(), code.substring(argumentsStart, start));
            if (before.isPresent()) {
                before.get()
                        .choices()
                        .stream()
                        .filter(choice -> choice.startsWith(partial))
                        .forEach(choice -> candidates.add(new Candidate(choice, "argument", null)));
            } else if (magic.spec().rawRest()) {
                return Optional.empty();
            } else {
                magic.completeArgument(partial, context)
                        .forEach(argument -> candidates.add(new Candidate(argument, "argument", null)));
            }
        }
        return Optional.of(new Candidates(start, cursor, candidates));
    }

    private List<Candidate> names(String partial, boolean cell) {
        return magics.all()
                .stream()
                .filter(magic -> cell ? magic instanceof CellMagic : magic instanceof LineMagic)
                .filter(magic -> magic.spec().name().startsWith(partial))
                .map(magic -> new Candidate(magic.spec().name(), "magic", magic.spec().summary()))
                .sorted(Comparator.comparing(Candidate::text))
                .toList();
    }

    private static void addOptions(MagicSpec spec, String partial, List<Candidate> candidates) {
        for (var option : spec.options()) {
            for (var name : option.names()) {
                if (name.startsWith(partial)) {
                    candidates.add(new Candidate(name, "option", option.description()));
                }
            }
        }
    }

    private static Optional<MagicOption> optionBefore(MagicSpec spec, String text) {
        int lastWord = Math.max(text.strip().lastIndexOf(' '), text.strip().lastIndexOf('\t')) + 1;
        return spec.option(text.strip().substring(lastWord)).filter(option -> !option.isFlag());
    }

    private static int wordStart(String code, int from, int cursor) {
        int start = cursor;
        while (start > from && !Character.isWhitespace(code.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** The help of the magic {@code part} where the cursor is on its name, or anywhere in it where Java is not meant. */
    public Optional<String> help(CellText.Part part, int cursor) {
        return switch (part) {
            case CellText.Line line -> help(line.name(), cursor <= line.argumentsStart());
            case CellText.Whole whole -> help(whole.name(), cursor <= whole.argumentsStart());
            case CellText.Java java -> Optional.empty();
        };
    }

    private Optional<String> help(String name, boolean onName) {
        return magics.find(name).filter(magic -> onName || !magic.spec().rawRest()).map(MagicRegistry::help);
    }
}
