package dev.linnet.llm.cassette;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a request has that a recorded one has not, line by line. */
final class RequestDiff {
    /** Lines that a sentence shows. */
    private static final int MOST_LINES = 30;
    /** Lines of a request that are compared. */
    private static final int MOST_COMPARED = 400;
    /** Characters of a line that it shows. */
    private static final int WIDTH = 160;

    private RequestDiff() {}

    /** The recorded request that differs in the fewest lines; the earliest of equals. */
    static Optional<JsonObject> nearest(JsonObject asked, Collection<JsonObject> recorded) {
        List<String> wanted = lines(asked);
        return recorded.stream().min(Comparator.comparingInt(one -> distance(lines(one), wanted)));
    }

    /** Lines that only {@code recorded} has begin with {@code -}, those that only {@code asked} has with {@code +}. */
    static String of(JsonObject recorded, JsonObject asked) {
        List<String> old = lines(recorded);
        List<String> now = lines(asked);
        int[][] common = common(old, now);
        var text = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                text.add("- " + cut(old.get(i), j < now.size() ? now.get(j) : ""));
                i++;
            } else {
                text.add("+ " + cut(now.get(j), i > 0 ? old.get(i - 1) : ""));
                j++;
            }
        }
        int more = text.size() - MOST_LINES;
        return String.join("\n", more > 0 ? text.subList(0, MOST_LINES) : text)
                + (more > 0 ? "\n... and " + more + " more lines" : "");
    }

    /** A long line around where it differs from the other one. */
    private static String cut(String line, String other) {
        if (line.length() <= WIDTH) {
            return line;
        }
        int same = Math.max(0, Arrays.mismatch(line.toCharArray(), other.toCharArray()));
        int from = Math.clamp(same - WIDTH / 4L, 0, line.length() - WIDTH);
        return (from > 0 ? "..." : "") + line.substring(from, from + WIDTH)
                + (from + WIDTH < line.length() ? "..." : "");
    }

    /** A request for people: its settings, then its messages. */
    static List<String> lines(JsonObject request) {
        var lines = new ArrayList<String>();
        request.entrySet().forEach(field -> {
            if (!field.getKey().equals("messages")) {
                lines.add(field.getKey() + ": " + RecordedJson.line(field.getValue()));
            }
        });
        for (JsonElement message : request.getAsJsonArray("messages")) {
            String role = message.getAsJsonObject().get("role").getAsString();
            for (JsonElement part : message.getAsJsonObject().getAsJsonArray("parts")) {
                JsonObject piece = part.getAsJsonObject();
                if (piece.has("text")) {
                    piece.get("text").getAsString().lines().forEach(line -> lines.add(role + ": " + line));
                } else {
                    lines.add(role + ": [image " + piece.get("image").getAsString() + "]");
                }
            }
        }
        return lines.subList(0, Math.min(lines.size(), MOST_COMPARED));
    }

    private static int distance(List<String> a, List<String> b) {
        return a.size() + b.size() - 2 * common(a, b)[0][0];
    }

    /** {@code c[i][j]}: the length of the longest common subsequence of {@code a} from i and {@code b} from j. */
    private static int[][] common(List<String> a, List<String> b) {
        var common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
