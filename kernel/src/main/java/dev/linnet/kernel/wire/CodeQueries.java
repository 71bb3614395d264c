package dev.linnet.kernel.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;

/** Questions about code: completion, inspection, completeness. Cursors count code points outside, UTF-16 units inside. */
final class CodeQueries {
    private final CellService cells;

    CodeQueries(CellService cells) {
        this.cells = cells;
    }

    void complete(Request request) {
        String code = request.content().string("code");
        Completion completion = cells.complete(code, cursor(request, code));
        int start = codePoints(code, completion.start());
        int end = codePoints(code, completion.end());
        var matches = new ArrayList<String>();
        var types = new ArrayList<Map<String, Object>>();
        for (Completion.Match match : completion.matches()) {
            matches.add(match.text());
            var type = new LinkedHashMap<String, Object>();
            type.put("start", start);
            type.put("end", end);
            type.put("text", match.text());
            type.put("type", match.type() == null ? "" : match.type());
            type.put("signature", match.signature() == null ? "" : match.signature());
            types.add(type);
        }
        request.replyOk("matches", matches, "cursor_start", start, "cursor_end", end, "metadata",
                Map.of("_jupyter_types_experimental", types));
    }

    void inspect(Request request) {
        String code = request.content().string("code");
        var found = cells.inspect(code, cursor(request, code), request.content().integer("detail_level", 0));
        if (found.isPresent()) {
            request.replyOk("found", true, "data", found.get().data(), "metadata", found.get().metadata());
        } else {
            request.replyOk("found", false, "data", Map.of(), "metadata", Map.of());
        }
    }

    void isComplete(Request request) {
        Completeness completeness = cells.isComplete(request.content().string("code"));
        String status = completeness.status().name().toLowerCase(Locale.ROOT);
        if (completeness.status() == Completeness.Status.INCOMPLETE) {
            request.reply(Iopub.content("status", status, "indent",
                    completeness.indent() == null ? "" : completeness.indent()));
        } else {
            request.reply(Map.of("status", status));
        }
    }

    private static int cursor(Request request, String code) {
        int codePoints = request.content().integer("cursor_pos", Integer.MAX_VALUE);
        return codePoints >= code.codePointCount(0, code.length())
                ? code.length()
                : code.offsetByCodePoints(0, Math.max(0, codePoints));
    }

    private static int codePoints(String code, int offset) {
        return code.codePointCount(0, Math.clamp(offset, 0, code.length()));
    }

    /** The names of the fields of a request's {@code user_expressions}, all of which must be strings. */
    static Map<String, String> expressions(Fields content) {
        var expressions = new LinkedHashMap<String, String>();
        var fields = new Fields("user_expressions", content.object("user_expressions"));
        for (String name : List.copyOf(fields.map().keySet())) {
            expressions.put(name, fields.string(name));
        }
        return expressions;
    }
}
