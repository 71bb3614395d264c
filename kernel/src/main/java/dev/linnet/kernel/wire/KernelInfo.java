package dev.linnet.kernel.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What {@code kernel_info_request} is told. */
record KernelInfo(boolean subshells) implements Handler {
    @Override
    public void handle(Request request) {
        request.reply(content());
    }

    private Map<String, Object> content() {
        String java = System.getProperty("java.version");
        var language = new LinkedHashMap<String, Object>();
        language.put("name", "java");
        language.put("version", java);
        language.put("mimetype", "text/x-java");
        language.put("file_extension", ".java");
        language.put("pygments_lexer", "java");
        language.put("codemirror_mode", "text/x-java");
        language.put("nbconvert_exporter", "script");
        String version = version();
        return Iopub.content("status", "ok", "protocol_version", Codec.PROTOCOL_VERSION, "implementation", "linnet",
                "implementation_version", version, "language_info", language, "banner",
                "Linnet " + version + ", Java " + java, "debugger", false, "supported_features",
                subshells ? List.of("kernel subshells") : List.of(), "help_links", List.of(link("Java API",
                        "https://docs.oracle.com/en/java/javase/" + Runtime.version().feature() + "/docs/api/")));
    }

    private static Map<String, Object> link(String text, String url) {
        return Iopub.content("text", text, "url", url);
    }

    private static String version() {
        try (InputStream in = KernelInfo.class
                .getResourceAsStream("/META-INF/maven/dev.linnet/linnet-kernel/pom.properties")) {
            if (in != null) {
                var properties = new Properties();
                properties.load(in);
                return properties.getProperty("version");
            }
        } catch (IOException e) {
            Log.defect("The kernel's version is unknown", e);
        }
        return "development";
    }
}
