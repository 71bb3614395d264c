package dev.linnet.kernel.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Answers {@code history_request}: a range of one session, the tail of all, or a search by a pattern. */
final class HistoryQueries {
    private final HistoryFile file;
    private boolean writable = true; // of the thread that calls

    HistoryQueries(HistoryFile file) {
        this.file = file;
    }

    /** Keeps a cell; where the file cannot be written, says so once and goes on without. */
    void add(int executionCount, String code, String result) {
        if (!writable) {
            return;
        }
        try {
            file.add(executionCount, code, result);
        } catch (IOException | RuntimeException e) {
            writable = false;
            Log.problem("The history cannot be written, so this session's cells are not kept: " + e);
        }
    }

    /** No more cells are kept. */
    void close() {
        file.close();
    }

    void handle(Request request) throws IOException {
        Fields content = request.content();
        HistoryFile.Past past = file.read();
        String type = content.string("hist_access_type");
        List<HistoryFile.Entry> found = switch (type) {
            case "range" -> range(content, past);
            case "tail" -> last(past.entries(), content.integer("n", 10));
            case "search" -> search(content, past.entries());
            default -> throw new BadRequestException(
                    "The history_request asks for \"" + type + "\"; it can be range, tail or search.");
        };
        boolean output = content.bool("output", false);
        var history = new ArrayList<Object>();
        for (HistoryFile.Entry entry : found) {
            var inputAndOutput = new ArrayList<Object>();
            inputAndOutput.add(entry.input());
            inputAndOutput.add(entry.output());
            history.add(List.of(entry.session(), entry.line(), output ? inputAndOutput : entry.input()));
        }
        request.replyOk("history", history);
    }

    private static List<HistoryFile.Entry> range(Fields content, HistoryFile.Past past) {
        int asked = content.integer("session", 0);
        int session = asked > 0 ? asked : past.currentSession() + asked;
        int start = content.integer("start", 0);
        int stop = content.integer("stop", Integer.MAX_VALUE);
        var found = new ArrayList<HistoryFile.Entry>();
        for (HistoryFile.Entry entry : past.entries()) {
            if (entry.session() == session && entry.line() >= start && entry.line() < stop) {
                found.add(entry);
            }
        }
        return found;
    }

    private static List<HistoryFile.Entry> search(Fields content, List<HistoryFile.Entry> entries) {
        String pattern = content.string("pattern", "*");
        boolean unique = content.bool("unique", false);
        var found = new LinkedHashMap<Object, HistoryFile.Entry>();
        for (HistoryFile.Entry entry : entries) {
            if (matches(pattern, entry.input())) {
                Object key = unique ? entry.input() : entry;
                found.remove(key); // the latest of equal cells counts, at its own place
                found.put(key, entry);
            }
        }
        return last(List.copyOf(found.values()), content.integer("n", Integer.MAX_VALUE));
    }

    private static List<HistoryFile.Entry> last(List<HistoryFile.Entry> entries, int n) {
        return entries.subList(Math.max(0, entries.size() - Math.max(0, n)), entries.size());
    }

    /** Whether a glob pattern, in which * stands for any text and ? for any character, matches the whole of a text. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
