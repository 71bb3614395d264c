package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WrittenModelTest {
    @Test
    void the_written_parity_model_is_right_at_every_length() {
        var evaluation = new Evaluation("written", WrittenModel.parity(), new Parity(), 1, 2);
        assertEquals(1, evaluation.score(Parity.TRAINING, 1000).accuracy());
        assertEquals(1, evaluation.score(Parity.TEST, 500).accuracy());
        assertEquals(1, evaluation.score(Sizes.exactly(20_000), 32).accuracy());
    }
}
