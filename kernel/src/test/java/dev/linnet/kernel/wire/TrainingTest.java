package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class TrainingTest {
    @Test
    void training_runs_cells_to_the_end_of_a_session() throws IOException {
        var cells = new SmallLanguage();
        Training.run(() -> cells);
        assertTrue(cells.executionCount() > 10, "cells run: " + cells.executionCount());
    }
}
