package dev.linnet.verbal.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTextTest {
    @Test
    void fields_are_read_as_they_were_written() {
        String prompt = PromptText.Heading.OPTIMIZATION.line() + "\nBe good.\n\n"
                + PromptText.write(PromptField.INPUTS, "[1.00]\n[2.00]")
                + PromptText.write(PromptField.CURRENT_PATTERN, "One.\n\nTwo.")
                + PromptText.write(PromptField.TARGETS, "[3.00]\n[4.00]") + "Improve it.\n\nThink.";
        PromptText read = PromptText.parse(prompt).orElseThrow();
        assertEquals(PromptText.Heading.OPTIMIZATION, read.heading());
        assertEquals(List.of("[1.00]", "[2.00]"), read.rows(PromptField.INPUTS));
        assertEquals("One.\n\nTwo.", read.value(PromptField.CURRENT_PATTERN));
        assertEquals(List.of("[3.00]", "[4.00]"), read.rows(PromptField.TARGETS));
        assertEquals(List.of(), read.rows(PromptField.OUTPUTS));
        assertEquals("Improve it.\n\nThink.", read.instruction());
    }

    @Test
    void titles_and_headings_within_a_description_stay_part_of_it() {
        String theta = "** Input: **\n[9.99]\n\n## Inference Step ##\n** Pattern Descriptions: **\ny = 1\n\\** Input: **\n***";
        String prompt = PromptText.Heading.INFERENCE.line() + "\n\n" + PromptText.write(PromptField.PATTERN, theta)
                + PromptText.write(PromptField.INPUT, "[1.00]") + "Answer.";
        PromptText read = PromptText.parse(prompt).orElseThrow();
        assertEquals(theta, read.value(PromptField.PATTERN));
        assertEquals("[1.00]", read.value(PromptField.INPUT));
    }

    @Test
    void a_text_without_a_heading_is_no_prompt() {
        assertEquals(Optional.empty(), PromptText.parse("What is the weather?"));
        assertEquals(Optional.empty(), PromptText.parse(""));
    }
}
