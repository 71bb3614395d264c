package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The person's own headers that a source includes, directly or through others; the compiler's own count as part of it. */
final class Headers {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^[ \\t]*#[ \\t]*include[ \\t]*[\"<]([^\">\\n]+)[\">]");

    private Headers() {}

    /** Path and hash of each header found in {@code folders}; an unknown header may come from elsewhere. */
    static Map<String, String> of(String source, List<Path> folders) {
        var found = new TreeMap<String, String>();
        read(source, folders, found);
        return found;
    }

    private static void read(String text, List<Path> folders, Map<String, String> found) {
        var include = INCLUDE.matcher(text);
        while (include.find()) {
            for (var folder : folders) {
                var file = folder.resolve(include.group(1)).normalize();
                if (Files.isRegularFile(file)) {
                    add(file, folders, found);
                    break;
                }
            }
        }
    }

    private static void add(Path file, List<Path> folders, Map<String, String> found) {
        if (found.containsKey(file.toString())) {
            return;
        }
        try {
            var bytes = Files.readAllBytes(file);
            found.put(file.toString(), Hash.of(bytes));
            var near = new java.util.ArrayList<Path>();
            near.add(file.getParent());
            near.addAll(folders);
            read(new String(bytes, StandardCharsets.UTF_8), near, found);
        } catch (IOException e) {
            throw new CompilerException("The header " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
