package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import javax.tools.ToolProvider;

/** A Maven repository in a directory. Each jar holds one class, {@code artifact.Version}, that knows its own version. */
final class FileRepository {
    private final Path root;

    FileRepository(Path root) {
        this.root = root;
    }

    /** The repository over HTTP, for whatever host it is asked for, as a proxy does. */
    HttpRepository serve() throws IOException {
        return new HttpRepository(root);
    }

    String url() {
        return root.toUri().toString();
    }

    /** Puts {@code group:artifact:version} there; {@code body} is the rest of its POM. */
    FileRepository withPom(String coordinate, String body) throws IOException {
        return with(coordinate, coordinate.split(":", -1)[2], "jar", body);
    }

    /** Puts a jar there that needs other artifacts, {@code group:artifact:version} each. */
    FileRepository with(String coordinate, String... needed) throws IOException {
        var body = new StringBuilder("<dependencies>");
        for (var one : needed) {
            body.append(dependency(one, ""));
        }
        return withPom(coordinate, body.append("</dependencies>").toString());
    }

    /** The same for one whose POM says another packaging, or whose file has another version than its directory. */
    FileRepository with(String coordinate, String fileVersion, String packaging, String body) throws IOException {
        var parts = coordinate.split(":", -1);
        var directory = Files
                .createDirectories(root.resolve(parts[0].replace('.', '/') + "/" + parts[1] + "/" + parts[2]));
        Files.writeString(directory.resolve(parts[1] + "-" + fileVersion + ".pom"), """
                <project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId><artifactId>%s</artifactId>
                <version>%s</version><packaging>%s</packaging>%s</project>
                """.formatted(parts[0], parts[1], parts[2], packaging, body));
        if (!packaging.equals("pom")) {
            jar(directory.resolve(parts[1] + "-" + fileVersion + ".jar"), parts[1], fileVersion);
        }
        return this;
    }

    /** Publishes a build of a snapshot. */
    FileRepository withSnapshot(String group, String artifact, String version, int build) throws IOException {
        var stamp = "20260101.00000" + build;
        var fileVersion = version.replace("SNAPSHOT", stamp + "-" + build);
        with(group + ":" + artifact + ":" + version, fileVersion, "jar", "");
        var updated = stamp.replace(".", "");
        var entries = new StringBuilder();
        for (var extension : new String[] {"jar", "pom"}) {
            entries.append(
                    "<snapshotVersion><extension>%s</extension><value>%s</value><updated>%s</updated></snapshotVersion>"
                            .formatted(extension, fileVersion, updated));
        }
        Files.writeString(root.resolve(group + "/" + artifact + "/" + version + "/maven-metadata.xml"), """
                <metadata><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><versioning>
                <snapshot><timestamp>%s</timestamp><buildNumber>%d</buildNumber></snapshot>
                <lastUpdated>%s</lastUpdated><snapshotVersions>%s</snapshotVersions></versioning></metadata>
                """.formatted(group, artifact, version, stamp, build, updated, entries));
        return this;
    }

    /** Lists the versions of an artifact, as a server does. */
    FileRepository listing(String group, String artifact, String... versions) throws IOException {
        Files.writeString(root.resolve(group + "/" + artifact + "/maven-metadata.xml"), """
                <metadata><groupId>%s</groupId><artifactId>%s</artifactId><versioning><latest>%s</latest>
                <release>%3$s</release><versions><version>%s</version></versions>
                <lastUpdated>20260101000000</lastUpdated></versioning></metadata>
                """.formatted(group, artifact, versions[versions.length - 1],
                String.join("</version><version>", versions)));
        return this;
    }

    static String dependency(String coordinate, String more) {
        var parts = coordinate.split(":", -1);
        return "<dependency><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId>"
                + (parts.length > 2 ? "<version>" + parts[2] + "</version>" : "") + more + "</dependency>";
    }

    static void jar(Path file, String artifact, String version) throws IOException {
        var scratch = Files.createTempDirectory("linnet-test");
        var source = scratch.resolve("Version.java");
        Files.writeString(source,
                "package " + artifact + "; public class Version { public static String get() { return \""
                        + version + "\"; } }");
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", scratch.toString(), source.toString());
        try (var out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry(artifact + "/Version.class"));
            out.write(Files.readAllBytes(scratch.resolve(artifact + "/Version.class")));
        }
    }
}
