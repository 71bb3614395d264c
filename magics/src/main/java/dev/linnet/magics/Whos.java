package dev.linnet.magics;

import java.util.ArrayList;
import java.util.List;

import dev.linnet.display.Display;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;
import dev.linnet.kernel.engine.CellTypes;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %whos}: what is declared, with types and values, as a table. */
public final class Whos implements LineMagic {
    private static final int VALUE_WIDTH = 60;

    private record Row(String name, String kind, String about) {}

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("whos", "Shows variables with types and values, methods and types of this session.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        var declared = context.declarations();
        var rows = new ArrayList<Row>();
        declared.variables()
                .forEach(one -> rows.add(new Row(one.name(), CellTypes.plain(one.type()), value(one.value()))));
        declared.methods().forEach(one -> rows.add(new Row(one.name(), "method", one.signature())));
        declared.types().forEach(one -> rows.add(new Row(one.name(), one.kind(), "")));
        if (rows.isEmpty()) {
            System.out.println("Nothing is declared yet.");
        } else {
            Display.display((dev.linnet.display.Displayable) () -> MimeBundle.of(MimeBundle.HTML, html(rows),
                    text(rows)));
        }
        return null;
    }

    private static String value(Object value) {
        var text = Renderers.render(value).text().replaceAll("\\s+", " ");
        return text.length() <= VALUE_WIDTH ? text : text.substring(0, VALUE_WIDTH - 3) + "...";
    }

    private static String text(List<Row> rows) {
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int kinds = rows.stream().mapToInt(row -> row.kind().length()).max().orElse(0);
        var text = new StringBuilder();
        for (var row : rows) {
            text.append(String.format("%-" + names + "s  %-" + kinds + "s  %s", row.name(), row.kind(), row.about())
                    .stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String html(List<Row> rows) {
        var html = new StringBuilder("<table><thead><tr><th style=\"text-align:left\">Name</th>")
                .append("<th style=\"text-align:left\">Type</th><th style=\"text-align:left\">Value</th></tr></thead>")
                .append("<tbody>");
        for (var row : rows) {
            html.append("<tr>")
                    .append(cell(row.name()))
                    .append(cell(row.kind()))
                    .append(cell(row.about()))
                    .append("</tr>");
        }
        return html.append("</tbody></table>").toString();
    }

    private static String cell(String text) {
        return text.isEmpty()
                ? "<td></td>"
                : "<td style=\"text-align:left\"><code>"
                        + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</code></td>";
    }
}
