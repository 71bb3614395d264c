package dev.linnet.verbal.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a description in words says, as far as it can be computed by. Sentences of other kinds are read past.
 *
 * <p>{@code Description.parse(d.print()).equals(d)} for every description {@code d}.
 *
 * @param task     what the model does
 * @param priors   the prior knowledge that is stated
 * @param model    the model; where several are stated, the last
 * @param evidence what the model was learned from: stated after it, hence never without one
 */
public record Description(Optional<TaskKind> task, Set<Prior> priors, Optional<ModelSentence> model,
        Optional<Evidence> evidence) {
    /** A description that says nothing. */
    public static final Description EMPTY = new Description(Optional.empty(), Set.of(), Optional.empty(),
            Optional.empty());

    public Description {
        priors = Collections.unmodifiableSet(priors.isEmpty() ? EnumSet.noneOf(Prior.class) : EnumSet.copyOf(priors));
        if (evidence.isPresent() && model.isEmpty()) {
            throw new IllegalArgumentException(
                    "a description tells what a model was learned from, but states no model");
        }
    }

    /** What {@code text} says; never fails, for a text without any sentence that is understood says nothing. */
    public static Description parse(String text) {
        return DescriptionParser.parse(text);
    }

    /** The sentences, with two decimals at least. */
    public String print() {
        return print(2);
    }

    /** The sentences; the numbers of the model with {@code decimals} decimals at least. */
    public String print(int decimals) {
        List<String> sentences = new ArrayList<>();
        task.ifPresent(t -> sentences.add(t.sentence()));
        priors.forEach(prior -> sentences.add(prior.sentence()));
        model.ifPresent(m -> sentences.add(m.print(decimals)));
        evidence.ifPresent(e -> sentences.add(e.print(decimals)));
        return String.join(" ", sentences);
    }

    /** The model's family, such as {@code quadratic}, or {@code none}. */
    public String family() {
        return model.map(ModelSentence::family).orElse("none");
    }
}
