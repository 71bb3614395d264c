package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

import dev.linnet.verbal.grammar.TaskKind;

/** Short reviews made of a thing, a word that praises or blames it, and a remark that says nothing. */
final class ReviewTask {
    private static final List<String> THINGS = List.of("film", "novel", "concert", "play", "exhibition", "album",
            "walk");
    private static final List<String> PRAISE = List.of("wonderful", "moving", "brilliant", "delightful", "gripping");
    private static final List<String> BLAME = List.of("dull", "tedious", "clumsy", "shallow", "forgettable");
    private static final List<String> FORMS = List.of("The %s was %s.", "A %2$s %1$s, from beginning to end.",
            "My friends called the %s %s, and they were right.", "I found this %s %s.");
    private static final List<String> REMARKS = List.of("", " We went by train.", " It was on a Tuesday.",
            " The room was half full.", " Tickets were at the door.");

    private ReviewTask() {}

    static VerbalTask of(long seed) {
        var random = new SplittableRandom(seed);
        List<Example> training = examples(random, 100);
        return new VerbalTask("reviews", TaskKind.CLASSIFICATION, training, examples(random, 100), Optional.empty(),
                "You are designed to do text classification: the output is class 1 for some texts and class 0 for others.",
                Optional.empty(), "It is known that the texts are reviews, and that class 1 are those that praise.", "",
                false);
    }

    private static List<Example> examples(SplittableRandom random, int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String word = any(i % 2 == 1 ? PRAISE : BLAME, random);
            examples.add(Example.text(any(FORMS, random).formatted(any(THINGS, random), word) + any(REMARKS, random),
                    i % 2));
        }
        Collections.shuffle(examples, Random.from(random.split()));
        return examples;
    }

    private static String any(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }
}
