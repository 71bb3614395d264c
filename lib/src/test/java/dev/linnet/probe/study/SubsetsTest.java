package dev.linnet.probe.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.probe.study.Subsets.Ensure;

class SubsetsTest {
    @Test
    void a_subset_has_different_rows_and_every_class() {
        var random = new SplittableRandom(1);
        for (var ensure : Ensure.values()) {
            for (int round = 0; round < 300; round++) {
                int classes = 2 + random.nextInt(4);
                var labels = new int[classes + random.nextInt(40)];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = i < classes ? i : random.nextInt(classes) * random.nextInt(2);
                }
                int size = ensure == Ensure.REDRAW
                        ? labels.length
                        : classes + random.nextInt(labels.length - classes + 1);
                int[] rows = new Subsets(ensure, 1).draw(labels, classes, size, random);
                assertEquals(size, Arrays.stream(rows).distinct().count());
                assertEquals(classes, Arrays.stream(rows).map(row -> labels[row]).distinct().count());
            }
        }
    }

    @Test
    void drawing_again_gives_up_and_says_what_else_there_is() {
        var labels = new int[1000];
        labels[999] = 1;
        assertEquals("no subset of 2 with all 2 classes in 3 draws; take more samples or"
                + " Subsets.Ensure.ONE_OF_EACH_FIRST",
                assertThrows(IllegalStateException.class,
                        () -> new Subsets(Ensure.REDRAW, 3).draw(labels, 2, 2, new SplittableRandom(1))).getMessage());
        assertEquals("a subset of 1 cannot be drawn: with 2 classes and a pool of 1000 it must have 2 to 1000",
                assertThrows(IllegalArgumentException.class,
                        () -> Subsets.REDRAW.draw(labels, 2, 1, new SplittableRandom(1))).getMessage());
        assertEquals("the pool has samples of 2 of 3 classes; no subset can have all",
                assertThrows(IllegalArgumentException.class,
                        () -> Subsets.REDRAW.draw(labels, 3, 5, new SplittableRandom(1))).getMessage());
    }
}
