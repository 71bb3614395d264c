package dev.linnet.cuda.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.linnet.cuda.signature.Probes;

/** Reads what compilers write: the forms of nvcc and NVRTC ({@code file(line): error: ...}) and of gcc and clang. */
public final class Diagnostics {
    private static final Pattern NVIDIA = Pattern
            .compile("(.+?)\\((\\d+)\\): (?:catastrophic |internal )?(error|warning)(?: #[\\w-]+)?\\s*: (.*)");
    private static final Pattern GNU = Pattern.compile("(.+?):(\\d+):(?:(\\d+):)? (?:fatal )?(error|warning): (.*)");
    private static final Pattern AT_END = Pattern.compile("At end of source: error(?: #[\\w-]+)?\\s*: (.*)");
    private static final Pattern CARET = Pattern.compile("\\s*\\^[~\\s]*");

    private final List<String> log;
    private final List<String> source;
    private final List<Diagnostic> found = new ArrayList<>();

    private Diagnostics(String log, String source) {
        this.log = log.lines().toList();
        this.source = source.lines().toList();
    }

    /** The diagnostics of {@code log}; columns are those of {@code source}, of which the log speaks. */
    public static List<Diagnostic> parse(String log, String source) {
        var diagnostics = new Diagnostics(log, source);
        diagnostics.read();
        return List.copyOf(diagnostics.found);
    }

    private void read() {
        for (int i = 0; i < log.size(); i++) {
            var nvidia = NVIDIA.matcher(log.get(i));
            var gnu = GNU.matcher(log.get(i));
            var end = AT_END.matcher(log.get(i));
            if (end.matches()) {
                found.add(new Diagnostic(true, Probes.FILE, Probes.HEADER_LINES, 0, end.group(1)));
            } else if (gnu.matches()) {
                found.add(new Diagnostic(gnu.group(4).equals("error"), name(gnu.group(1)), number(gnu, 2),
                        gnu.group(3) == null ? 0 : number(gnu, 3), gnu.group(5)));
            } else if (nvidia.matches()) {
                nvidia(nvidia, i);
            }
        }
    }

    /** Continuation lines, the (rewritten) source line and a caret below it follow in this order, each if at all. */
    private void nvidia(Matcher head, int index) {
        int line = number(head, 2);
        int caret = index + 1;
        while (caret < log.size() && !log.get(caret).isBlank() && !CARET.matcher(log.get(caret)).matches()
                && !NVIDIA.matcher(log.get(caret)).matches()) {
            caret++;
        }
        boolean hasCaret = caret < log.size() && CARET.matcher(log.get(caret)).matches();
        var message = new StringBuilder(head.group(4).strip());
        int continued = hasCaret ? caret - 1 : caret;
        for (int i = index + 1; i < continued; i++) {
            message.append(' ').append(log.get(i).strip());
        }
        for (int i = hasCaret ? caret + 1 : log.size(); i < log.size() && !log.get(i).isBlank()
                && !NVIDIA.matcher(log.get(i)).matches(); i++) {
            message.append("; ").append(log.get(i).strip());
        }
        int column = hasCaret ? column(line, log.get(caret - 1), log.get(caret).indexOf('^')) : 0;
        found.add(new Diagnostic(head.group(3).equals("error"), name(head.group(1)), line, column,
                message.toString()));
    }

    /** Where in the source's own line the caret points: the log shows it indented otherwise, macros expanded. */
    private int column(int line, String shown, int caret) {
        if (line < 1 || line > source.size() || caret < 0) {
            return 0;
        }
        var own = source.get(line - 1);
        int shownIndent = indent(shown);
        int ownIndent = indent(own);
        if (own.strip().equals(shown.strip())) {
            return ownIndent + caret - shownIndent + 1;
        }
        int end = caret;
        while (end < shown.length() && Character.isJavaIdentifierPart(shown.charAt(end))) {
            end++;
        }
        var word = end > caret ? shown.substring(caret, end) : "";
        if (word.isEmpty()) {
            return 0;
        }
        var there = occurrences(word, shown);
        var here = occurrences(word, own);
        return there.size() == here.size() && there.contains(caret) ? here.get(there.indexOf(caret)) + 1 : 0;
    }

    /** Where {@code word} stands as a word of its own. */
    private static List<Integer> occurrences(String word, String text) {
        var found = new ArrayList<Integer>();
        var matcher = Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])").matcher(text);
        while (matcher.find()) {
            found.add(matcher.start());
        }
        return found;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static String name(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
