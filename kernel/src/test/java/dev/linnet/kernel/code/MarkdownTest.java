package dev.linnet.kernel.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {
    private static String html(String markdown) {
        return Markdown.html(markdown).strip();
    }

    @ParameterizedTest
    @CsvSource(value = {"*a* and **b** ~ <em>a</em> and <strong>b</strong>", "`x < y` ~ <code>x &lt; y</code>",
            "``a ` b`` ~ <code>a ` b</code>", "snake_case_name ~ snake_case_name", "a < b & c ~ a &lt; b &amp; c",
            "[List] ~ <code>List</code>", "[the list][List] ~ the list",
            "[String#length()] ~ <code>String.length()</code>",
            "\\*plain\\* ~ *plain*", "a &lt; b ~ a &lt; b", "2 * 3 * 4 ~ 2 * 3 * 4",
            "[x](javascript:bad) ~ x"}, delimiter = '~', quoteCharacter = '"')
    void inline(String markdown, String html) {
        assertEquals(html, Markdown.inline(markdown));
    }

    @Test
    void links_lead_to_the_web_only() {
        assertEquals("<p><a href=\"https://example.org\" rel=\"noopener\" target=\"_blank\">site</a></p>",
                html("[site](https://example.org)"));
    }

    @Test
    void blocks() {
        assertEquals("<p>one\ntwo</p>\n<p>three</p>", html("one\ntwo\n\nthree"));
        assertEquals("<h3>Title</h3>", html("# Title"));
        assertEquals("<pre><code>if (a &lt; b) {\n    c();\n}</code></pre>",
                html("```java\nif (a < b) {\n    c();\n}\n```"));
        assertEquals("<pre><code>code();</code></pre>", html("    code();"));
        assertEquals("<blockquote><p>said</p>\n</blockquote>", html("> said"));
        assertEquals("<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>",
                html("| a | b |\n|---|---|\n| 1 | 2 |"));
    }

    @Test
    void lists_nest_and_go_on() {
        assertEquals("<ul>\n<li>one\nmore</li>\n<li>two</li>\n</ul>", html("- one\n  more\n- two"));
        assertEquals("<ol>\n<li>one</li>\n<li>two</li>\n</ol>", html("1. one\n2. two"));
        assertEquals("<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>", html("- a\n  - b"));
    }

    @Test
    void tags_lose_their_attributes_and_scripts_vanish() {
        assertEquals("<p><b>x</b></p>", html("<b onclick='bad()'>x</b>"));
        assertEquals("<p>alert(1)</p>", html("<script>alert(1)</script>"));
    }

    @Test
    void text_of_html_keeps_its_shape() {
        assertEquals("One two.\n\n  - a\n  - b\n\nx < y\n  z",
                Html.text("<p>One\n two.<ul><li>a</li><li>b</li></ul><pre>x &lt; y\n  z</pre>"));
        assertEquals("a^2 \u2264 b", Html.text("a<sup>2</sup> &le; b"));
    }
}
