package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import com.sun.source.doctree.AttributeTree;
import com.sun.source.doctree.DeprecatedTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.ErroneousTree;
import com.sun.source.doctree.EscapeTree;
import com.sun.source.doctree.IndexTree;
import com.sun.source.doctree.InheritDocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.RawTextTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.SeeTree;
import com.sun.source.doctree.SinceTree;
import com.sun.source.doctree.SnippetTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.SummaryTree;
import com.sun.source.doctree.SystemPropertyTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.doctree.UnknownBlockTagTree;
import com.sun.source.doctree.UnknownInlineTagTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.util.SimpleDocTreeVisitor;

/** A documentation comment as harmless HTML, from either kind of comment. */
final class DocHtml {
    /** Stands for an inline tag while the Markdown around it is rendered. */
    private static final String TAG_MARK = "\ufffc";

    private final Supplier<String> inherited;

    private DocHtml(Supplier<String> inherited) {
        this.inherited = inherited;
    }

    /** The comment's text and its tags; {@code inherited} is the HTML that {@code {@inheritDoc}} stands for. */
    static String of(DocCommentTree comment, Supplier<String> inherited) {
        var html = new DocHtml(inherited);
        return html.block(comment.getFullBody()) + html.tags(comment.getBlockTags());
    }

    /** The comment's text alone. */
    static String body(DocCommentTree comment) {
        return new DocHtml(() -> "").block(comment.getFullBody());
    }

    /** The comment's first sentence. */
    static String firstSentence(DocCommentTree comment) {
        return new DocHtml(() -> "").inline(comment.getFirstSentence());
    }

    /** A reference as code is written: {@code Type.member}. */
    static String name(String reference) {
        String text = reference.startsWith("#") ? reference.substring(1) : reference;
        return Signatures.simple(text.replace("##", "#").replace('#', '.'));
    }

    private String block(List<? extends DocTree> trees) {
        if (trees.stream().noneMatch(RawTextTree.class::isInstance)) {
            String html = inline(trees).strip();
            return html.isEmpty() ? "" : (html.startsWith("<p>") ? "" : "<p>") + html + "\n";
        }
        var markdown = new StringBuilder();
        var tags = new ArrayList<String>();
        for (DocTree tree : trees) {
            if (tree instanceof RawTextTree raw) {
                markdown.append(raw.getContent());
            } else {
                markdown.append(TAG_MARK);
                tags.add(html(tree));
            }
        }
        var html = new StringBuilder(Markdown.html(markdown.toString()));
        for (String tag : tags) {
            int at = html.indexOf(TAG_MARK);
            if (at >= 0) {
                html.replace(at, at + TAG_MARK.length(), tag.replace(TAG_MARK, ""));
            }
        }
        return html.toString();
    }

    private String inline(List<? extends DocTree> trees) {
        if (trees.stream().anyMatch(RawTextTree.class::isInstance)) {
            String html = block(trees).strip();
            boolean single = html.startsWith("<p>") && html.indexOf("<p>", 3) < 0 && html.endsWith("</p>");
            return single ? html.substring(3, html.length() - 4) : html;
        }
        var html = new StringBuilder();
        trees.forEach(tree -> html.append(html(tree)));
        return html.toString();
    }

    private String html(DocTree tree) {
        return tree.accept(new Inline(), null);
    }

    private String tags(List<? extends DocTree> tags) {
        var html = new StringBuilder();
        section(html, "Type parameters", tags.stream()
                .filter(tag -> tag instanceof ParamTree param && param.isTypeParameter())
                .map(this::item)
                .toList());
        section(html, "Parameters", tags.stream()
                .filter(tag -> tag instanceof ParamTree param && !param.isTypeParameter())
                .map(this::item)
                .toList());
        section(html, "Returns", tags.stream().filter(ReturnTree.class::isInstance).map(this::item).toList());
        section(html, "Throws", tags.stream().filter(ThrowsTree.class::isInstance).map(this::item).toList());
        for (DocTree tag : tags) {
            if (tag instanceof UnknownBlockTagTree unknown) {
                section(html, title(unknown.getTagName()), List.of(inline(unknown.getContent())));
            }
        }
        section(html, "Deprecated", tags.stream().filter(DeprecatedTree.class::isInstance).map(this::item).toList());
        section(html, "Since", tags.stream().filter(SinceTree.class::isInstance).map(this::item).toList());
        section(html, "See also", tags.stream().filter(SeeTree.class::isInstance).map(this::item).toList());
        return html.isEmpty() ? "" : "<dl>\n" + html + "</dl>\n";
    }

    private static String title(String tag) {
        return switch (tag) {
            case "apiNote" -> "API note";
            case "implSpec" -> "Implementation requirements";
            case "implNote" -> "Implementation note";
            case "jls" -> "Java Language Specification";
            default -> tag.substring(0, 1).toUpperCase(Locale.ROOT) + tag.substring(1);
        };
    }

    private static void section(StringBuilder html, String title, List<String> items) {
        if (!items.isEmpty()) {
            html.append("<dt><b>").append(Html.escape(title)).append("</b></dt>\n");
            items.forEach(item -> html.append("<dd>").append(item.strip()).append("</dd>\n"));
        }
    }

    private String item(DocTree tag) {
        return switch (tag) {
            case ParamTree param -> named(param.getName().toString(), param.getDescription());
            case ThrowsTree thrown -> named(name(thrown.getExceptionName().getSignature()), thrown.getDescription());
            case ReturnTree returned -> inline(returned.getDescription());
            case DeprecatedTree deprecated -> inline(deprecated.getBody());
            case SinceTree since -> inline(since.getBody());
            case SeeTree see -> inline(see.getReference());
            default -> "";
        };
    }

    private String named(String name, List<? extends DocTree> description) {
        return "<code>" + Html.escape(name) + "</code> - " + inline(description);
    }

    private final class Inline extends SimpleDocTreeVisitor<String, Void> {
        @Override
        protected String defaultAction(DocTree tree, Void nothing) {
            return Html.escape(tree.toString());
        }

        @Override
        public String visitText(TextTree text, Void nothing) {
            return Html.escape(text.getBody());
        }

        @Override
        public String visitRawText(RawTextTree text, Void nothing) {
            return Markdown.inline(text.getContent());
        }

        @Override
        public String visitEntity(EntityTree entity, Void nothing) {
            return "&" + entity.getName() + ";";
        }

        @Override
        public String visitEscape(EscapeTree escape, Void nothing) {
            return Html.escape(escape.getBody());
        }

        @Override
        public String visitStartElement(StartElementTree element, Void nothing) {
            String tag = element.getName().toString().toLowerCase(Locale.ROOT);
            return Html.isAllowed(tag) ? "<" + tag + ">" : tag.equals("a") ? openLink(element) : "";
        }

        private String openLink(StartElementTree element) {
            for (DocTree attribute : element.getAttributes()) {
                if (attribute instanceof AttributeTree value && value.getName().contentEquals("href")
                        && value.getValue() != null) {
                    var address = new StringBuilder();
                    value.getValue().forEach(address::append);
                    String link = Html.link(address.toString(), "");
                    return link.isEmpty() ? "<a>" : link.substring(0, link.length() - "</a>".length());
                }
            }
            return "<a>";
        }

        @Override
        public String visitEndElement(EndElementTree element, Void nothing) {
            String tag = element.getName().toString().toLowerCase(Locale.ROOT);
            return Html.isAllowed(tag) || tag.equals("a") ? "</" + tag + ">" : "";
        }

        @Override
        public String visitLiteral(LiteralTree literal, Void nothing) {
            String text = Html.escape(literal.getBody().getBody());
            return literal.getKind() == DocTree.Kind.CODE ? "<code>" + text + "</code>" : text;
        }

        @Override
        public String visitLink(LinkTree link, Void nothing) {
            String label = link.getLabel().isEmpty()
                    ? Html.escape(name(link.getReference().getSignature()))
                    : inline(link.getLabel());
            return link.getKind() == DocTree.Kind.LINK_PLAIN ? label : "<code>" + label + "</code>";
        }

        @Override
        public String visitReference(ReferenceTree reference, Void nothing) {
            return "<code>" + Html.escape(name(reference.getSignature())) + "</code>";
        }

        @Override
        public String visitValue(ValueTree value, Void nothing) {
            return value.getReference() == null ? "" : visitReference(value.getReference(), null);
        }

        @Override
        public String visitInheritDoc(InheritDocTree tree, Void nothing) {
            return inherited.get();
        }

        @Override
        public String visitReturn(ReturnTree tree, Void nothing) {
            return "Returns " + inline(tree.getDescription()) + ".";
        }

        @Override
        public String visitSummary(SummaryTree tree, Void nothing) {
            return inline(tree.getSummary());
        }

        @Override
        public String visitIndex(IndexTree tree, Void nothing) {
            return html(tree.getSearchTerm());
        }

        @Override
        public String visitSystemProperty(SystemPropertyTree tree, Void nothing) {
            return "<code>" + Html.escape(tree.getPropertyName().toString()) + "</code>";
        }

        @Override
        public String visitSnippet(SnippetTree tree, Void nothing) {
            return tree.getBody() == null
                    ? ""
                    : "<pre><code>" + Html.escape(tree.getBody().getBody().stripIndent().strip())
                            + "</code></pre>";
        }

        @Override
        public String visitUnknownInlineTag(UnknownInlineTagTree tree, Void nothing) {
            return inline(tree.getContent());
        }

        @Override
        public String visitErroneous(ErroneousTree tree, Void nothing) {
            return Html.escape(tree.getBody());
        }
    }
}
