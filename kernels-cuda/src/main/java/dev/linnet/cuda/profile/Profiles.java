package dev.linnet.cuda.profile;

import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;

/** Several profiles, shown one after another. */
public record Profiles(List<Profile> profiles) implements Displayable {
    public Profiles {
        profiles = List.copyOf(profiles);
    }

    @Override
    public String toString() {
        return profiles.stream().map(Profile::toString).collect(Collectors.joining("\n\n"));
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.HTML,
                profiles.stream().map(ProfileHtml::of).collect(Collectors.joining("<hr>")), toString());
    }
}
