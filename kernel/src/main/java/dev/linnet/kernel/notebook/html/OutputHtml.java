package dev.linnet.kernel.notebook.html;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** One output of a cell as HTML. HTML that the notebook's own code made is embedded as it is. */
final class OutputHtml {
    private static final List<String> IMAGES = List.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private OutputHtml() {}

    static String of(JsonObject output) {
        return switch (text(output, "output_type")) {
            case "stream" -> "<pre class=\"output stream " + Escape.html(text(output, "name")) + "\">"
                    + AnsiHtml.of(text(output, "text")) + "</pre>\n";
            case "error" -> "<pre class=\"output error\">" + AnsiHtml.of(traceback(output)) + "</pre>\n";
            case "display_data", "execute_result" -> output.get("data") instanceof JsonObject data
                    ? "<div class=\"output rich\">" + richest(data) + "</div>\n"
                    : "";
            default -> "";
        };
    }

    private static String richest(JsonObject data) {
        if (data.has("text/html")) {
            return text(data, "text/html");
        }
        if (data.has("image/svg+xml")) {
            return image("image/svg+xml",
                    Base64.getEncoder().encodeToString(text(data, "image/svg+xml").getBytes(StandardCharsets.UTF_8)),
                    text(data, "text/plain"));
        }
        for (String type : IMAGES) {
            if (data.has(type)) {
                return image(type, text(data, type).replaceAll("\\s", ""), text(data, "text/plain"));
            }
        }
        if (data.has("text/markdown")) {
            return MarkdownHtml.of(text(data, "text/markdown"));
        }
        if (data.has("text/latex")) {
            return MarkdownHtml.of(text(data, "text/latex"));
        }
        if (!data.has("text/plain") && data.has("application/json")) {
            return "<pre>"
                    + Escape.html(new GsonBuilder().setPrettyPrinting().create().toJson(data.get("application/json")))
                    + "</pre>";
        }
        return "<pre>" + AnsiHtml.of(text(data, "text/plain")) + "</pre>";
    }

    private static String image(String type, String base64, String alternative) {
        return "<img alt=\"" + Escape.html(alternative) + "\" src=\"data:" + type + ";base64," + Escape.html(base64)
                + "\">";
    }

    private static String traceback(JsonObject output) {
        var lines = new StringBuilder();
        if (output.get("traceback") instanceof JsonArray traceback) {
            for (JsonElement line : traceback) {
                lines.append(line.getAsString()).append('\n');
            }
        }
        return lines.isEmpty() ? text(output, "ename") + ": " + text(output, "evalue") : lines.toString();
    }

    private static String text(JsonObject object, String member) {
        return object.get(member) instanceof JsonPrimitive value ? value.getAsString() : "";
    }
}
