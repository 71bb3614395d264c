package dev.linnet.kernel.notebook.html;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java source as HTML with its words coloured. */
final class JavaHtml {
    private static final Pattern TOKEN = Pattern.compile("""
            (?<comment>//[^\\n]*|/\\*(?s:.*?)(?:\\*/|\\z))\
            |(?<string>\"""(?s:.*?)(?:\"""|\\z)|"(?:\\\\.|[^"\\\\\\n])*"?|'(?:\\\\.|[^'\\\\\\n])*'?)\
            |(?<magic>(?m:^%{1,2}\\w+[^\\n]*))\
            |(?<annotation>@\\w+)\
            |(?<number>\\b(?:0[xXbB][0-9a-fA-F_]+|[0-9][0-9_]*(?:\\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?)[LlFfDd]?\\b)\
            |(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)""");
    private static final Set<String> KEYWORDS = Set.of("abstract", "assert", "boolean", "break", "byte", "case",
            "catch", "char", "class", "continue", "default", "do", "double", "else", "enum", "extends", "false",
            "final", "finally", "float", "for", "if", "implements", "import", "instanceof", "int", "interface", "long",
            "native", "new", "null", "package", "permits", "private", "protected", "public", "record", "return",
            "sealed", "short", "static", "strictfp", "super", "switch", "synchronized", "this", "throw", "throws",
            "transient", "true", "try", "var", "void", "volatile", "when", "while", "yield");

    private JavaHtml() {}

    static String of(String source) {
        var out = new StringBuilder();
        Matcher token = TOKEN.matcher(source);
        int end = 0;
        while (token.find()) {
            out.append(Escape.html(source.substring(end, token.start())));
            end = token.end();
            String text = Escape.html(token.group());
            String kind = kind(token);
            out.append(kind == null ? text : "<span class=\"" + kind + "\">" + text + "</span>");
        }
        return out.append(Escape.html(source.substring(end))).toString();
    }

    private static String kind(Matcher token) {
        for (String group : new String[] {"comment", "string", "magic", "annotation", "number"}) {
            if (token.group(group) != null) {
                return "java-" + group;
            }
        }
        String word = token.group("word");
        if (KEYWORDS.contains(word)) {
            return "java-keyword";
        }
        return Character.isUpperCase(word.charAt(0)) ? "java-type" : null;
    }
}
