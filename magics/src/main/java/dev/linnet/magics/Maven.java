package dev.linnet.magics;

import java.util.ArrayList;
import java.util.List;

import dev.linnet.kernel.library.DependencyRequest;
import dev.linnet.kernel.library.DependencyResolver;
import dev.linnet.kernel.library.MavenRepository;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicOption;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.MagicUsageException;
import dev.linnet.kernel.magic.Reported;

/** {@code %maven}: adds artifacts and all that they need to the class path. */
public final class Maven implements LineMagic {
    private static final String BOM = "bom:";

    /** The options that {@code %loadFromPOM} takes as well. */
    static MagicSpec withOptions(MagicSpec spec) {
        return spec.withOption(MagicOption.list("GROUP:ARTIFACT", "leave out, wherever it is needed; * stands for any",
                "-x", "--exclude"))
                .withOption(MagicOption.list("[ID=]URL", "also ask this repository, before the others", "-r", "--repo"))
                .withOption(MagicOption.list("GROUP:ARTIFACT:VERSION", "take versions from this BOM", "-b", "--bom"))
                .withOption(MagicOption.flag("use only what is on this machine", "-o", "--offline"))
                .withOption(MagicOption.flag("ask again for what was not there, and for newer snapshots", "-U",
                        "--update"));
    }

    @Override
    public MagicSpec spec() {
        return withOptions(MagicSpec.of("maven", "Adds Maven artifacts and all that they need to the class path."))
                .withAliases("addMavenDependency", "addMavenDependencies", "dependency")
                .withArguments("GROUP:ARTIFACT:VERSION...", 1, Integer.MAX_VALUE)
                .withValueType("java.util.List<java.nio.file.Path>")
                .withHelp(
                        """
                                %maven org.apache.commons:commons-text:1.10.0 com.google.code.gson:gson:2.13.1
                                %maven --bom org.junit:junit-bom:5.14.4 org.junit.jupiter:junit-jupiter-api
                                %maven bom:org.junit:junit-bom:5.14.4 org.junit.jupiter:junit-jupiter-api
                                %maven --exclude org.slf4j:*,log4j:log4j -r https://repo.example.org/maven g:a:1.0
                                var jars = %maven g:a:1.0

                                The list is resolved as one, by Maven's rules: of two versions the nearer to the list is
                                taken, of equally near ones the first; the other is named. A coordinate may have an
                                extension and a classifier (group:artifact:jar:linux-x86_64:1.0), its version may be a
                                range ([1,2)), LATEST or a SNAPSHOT. Mirrors, proxies, passwords and repositories come
                                from ~/.m2/settings.xml; %mavenRepo adds a repository for the session. What is already on
                                the class path in another version is named and stays as it is.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws MagicException, InterruptedException {
        var artifacts = new ArrayList<String>();
        var boms = new ArrayList<>(call.list("-b"));
        for (var argument : call.arguments()) {
            if (argument.startsWith(BOM)) {
                boms.add(argument.substring(BOM.length()));
            } else {
                artifacts.add(argument);
            }
        }
        if (artifacts.isEmpty()) {
            throw new MagicUsageException(
                    "A BOM alone adds nothing; name the artifacts that take their version from it.",
                    spec());
        }
        return new Reported(ClassPathAddition.add(Resolution.await(
                () -> new DependencyResolver(MavenRepository.ofUser())
                        .resolve(request(call, context, artifacts).withBoms(boms))),
                context));
    }

    static DependencyRequest request(MagicCall call, MagicContext context, List<String> artifacts) {
        var repositories = new ArrayList<>(call.list("-r"));
        repositories.addAll(MavenRepo.of(context));
        return DependencyRequest.of(artifacts)
                .withBoms(call.list("-b"))
                .withExclusions(call.list("-x"))
                .withRepositories(repositories)
                .withOffline(call.has("-o"))
                .withUpdate(call.has("-U"));
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return partial.startsWith(BOM)
                ? LocalArtifacts.complete(partial.substring(BOM.length())).stream().map(BOM::concat).toList()
                : LocalArtifacts.complete(partial);
    }
}
