package dev.linnet.kernel.code;

import dev.linnet.display.MimeBundle;

/** What an inspection shows, written once as HTML and once as text. */
final class InspectionCard {
    private final StringBuilder html = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    void code(String code) {
        add("<pre><code>" + Html.escape(code) + "</code></pre>", code);
    }

    void line(String sentence) {
        add("<p>" + Html.escape(sentence) + "</p>", sentence);
    }

    void heading(String title) {
        add("<p><b>" + Html.escape(title) + "</b></p>", "\n" + title + ":");
    }

    /** A declaration and what it does in a sentence, which may be empty. */
    void item(String code, String summaryHtml) {
        String summary = Html.text(summaryHtml).replace('\n', ' ');
        add("<p><code>" + Html.escape(code) + "</code>" + (summaryHtml.isEmpty() ? "" : "<br>" + summaryHtml) + "</p>",
                "  " + code + (summary.isEmpty() ? "" : "\n      " + summary));
    }

    void html(String documentation) {
        if (!documentation.isBlank()) {
            add("<div>" + documentation.strip() + "</div>", "\n" + Html.text(documentation));
        }
    }

    private void add(String asHtml, String asText) {
        html.append(asHtml).append('\n');
        text.append(asText).append('\n');
    }

    MimeBundle bundle() {
        return MimeBundle.of(MimeBundle.HTML, html.toString().strip(), text.toString().strip());
    }
}
