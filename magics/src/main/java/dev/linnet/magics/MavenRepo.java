package dev.linnet.magics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import dev.linnet.kernel.library.DependencyRequest;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %mavenRepo}: repositories that the session asks besides the user's own. */
public final class MavenRepo implements LineMagic {
    private final Set<String> repositories = new CopyOnWriteArraySet<>();

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("mavenRepo", "Adds a Maven repository for this session, or shows those that were added.")
                .withAliases("addMavenRepo", "addMavenRepository")
                .withArguments("[[ID] URL]", 0, 2)
                .withHelp("""
                        %mavenRepo https://repo.example.org/maven
                        %mavenRepo example https://repo.example.org/maven   passwords in settings.xml go by the ID
                        %mavenRepo                                          shows what was added
                        %maven asks it before the repositories of ~/.m2/settings.xml and Maven Central.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws MagicException {
        if (call.arguments().isEmpty()) {
            System.out.println(repositories.isEmpty()
                    ? "No repository was added; Maven Central and those of ~/.m2/settings.xml are asked."
                    : String.join("\n", repositories));
            return null;
        }
        var repository = String.join("=", call.arguments());
        try {
            repositories.addAll(
                    DependencyRequest.of(List.of()).withRepositories(List.of(repository)).repositories());
        } catch (IllegalArgumentException e) {
            throw new MagicException(e.getMessage(), e);
        }
        return null;
    }

    /** What was added in the session of {@code context}. */
    static List<String> of(MagicContext context) {
        return context.magics().find("mavenRepo").orElse(null) instanceof MavenRepo magic
                ? List.copyOf(magic.repositories)
                : List.of();
    }
}
