package dev.linnet.verbal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.verbal.grammar.TaskKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyParserTest {
    private static String text(String escaped) {
        return escaped.replace("\\n", "\n").replace("\\r", "\r");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Output:\\n[9.86]                                          | 9.86",
            "Output: 9.86                                              | 9.86",
            "Output: y = 9.86                                          | 9.86",
            "Output: y = 3.02 * 1.26 + 3.97 = 7.78                     | 7.78",
            "Output: 1e-3                                              | 0",
            "Output: 2.5e1                                             | 25",
            "Output: .5                                                | 0.5",
            "Output: 1,234.5                                           | 1234.5",
            "Output: [1,234.5]                                         | 1234.5",
            "Output:\\n[-3]\\n```                                      | -3",
            "```\\nExplanations: no.\\nOutput:\\n\\n[1.005]\\n```      | 1.01",
            "**Output:** **4.20**                                      | 4.2",
            "### Output\\n**Output**: 4                                | 4",
            "Output: 9.86 (rounded to 2 decimals)                      | 9.86",
            "Output: [x]\\nand again\\nOutput: [5]                     | 5",
            "Output: 5\\nOutput: a real number                         | 5",
            "Output: 1\\nOutput: 2                                     | 2",
            "Explanations: the Output: is easy. Output: 7              | 7",
            "Output:\\r\\n[\u22122.50]\\r\\n                           | -2.5",
            "Output:\u00a0[3.00]                                       | 3",
            "Outputs: 8 for x1                                         | 8"})
    void an_output_is_found_however_it_is_written(String reply, double value) {
        assertEquals(value, ReplyParser.output(text(reply), TaskKind.REGRESSION));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "The answer is 9.86.         | there is no label \"Output:\" in \"The answer is 9.86.\"",
            "Output: I do not know       | after \"Output:\" there is no number, but \"I do not know\"",
            "Output:                     | after \"Output:\" there is no number, but \"\"",
            "Output: NaN                 | after \"Output:\" there is no number, but \"NaN\"",
            "Output: 1e999               | the output \"1e999\" is larger than any number",
            "Output: [1.00, 2.00]        | the output is an array of 2 values, \"[1.00, 2.00]\", where one is asked for",
            "```\\n```                   | the reply is empty"})
    void an_output_that_cannot_be_read_is_a_sentence(String reply, String defect) {
        var e = assertThrows(UnreadableReplyException.class,
                () -> ReplyParser.output(text(reply), TaskKind.REGRESSION));
        assertEquals(defect, e.getMessage());
    }

    @Test
    void an_empty_reply_is_said_to_be_empty() {
        for (String reply : new String[] {"", " \n\u00a0"}) {
            assertEquals("the reply is empty", assertThrows(UnreadableReplyException.class,
                    () -> ReplyParser.output(reply, TaskKind.REGRESSION)).getMessage());
            assertEquals("the reply is empty", assertThrows(UnreadableReplyException.class,
                    () -> ReplyParser.newDescription(reply, 100)).getMessage());
        }
    }

    @Test
    void a_class_is_0_or_1() {
        assertEquals(1, ReplyParser.output("Output: class 1", TaskKind.CLASSIFICATION));
        assertEquals("the output 3 is no class: it must be 0 or 1", assertThrows(UnreadableReplyException.class,
                () -> ReplyParser.output("Output: 3", TaskKind.CLASSIFICATION)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Reasoning: r\\nNew Pattern Descriptions: y = 2.                                   | y = 2.",
            "```\\nReasoning: r\\n\\nNew Pattern Descriptions:\\ny = 2.\\nIt is so.\\n```      | y = 2.\\nIt is so.",
            "**New Pattern Descriptions:**\\ny = 2.\\n```                                      | y = 2.",
            "**New Pattern Descriptions**: y = 2.                                              | y = 2.",
            "new pattern description: y = 2.```                                                | y = 2.",
            "New Pattern Descriptions: old\\nReasoning: r\\nNew Pattern Descriptions: y = 2.   | y = 2.",
            "New Pattern Descriptions: y = 2.\\nReasoning: r\\nNew Pattern Descriptions:\\n``` | y = 2.",
            "New Pattern Descriptions: y = 2.\\r\\nThe end                                     | y = 2.\\nThe end",
            "New Pattern Descriptions: - **Output:** y = 2                                     | - **Output:** y = 2"})
    void a_new_description_is_all_that_stands_after_the_last_label_with_something(String reply, String description) {
        assertEquals(text(description), ReplyParser.newDescription(text(reply), 100));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "I would keep it.           | there is no label \"New Pattern Descriptions:\" in \"I would keep it.\"",
            "New Pattern Descriptions:  | after \"New Pattern Descriptions:\" there is nothing"})
    void a_new_description_that_is_missing_is_a_sentence(String reply, String defect) {
        assertEquals(defect, assertThrows(UnreadableReplyException.class,
                () -> ReplyParser.newDescription(reply, 100)).getMessage());
    }

    @Test
    void a_new_description_that_is_too_long_is_refused_with_both_lengths() {
        assertEquals("the new description has 101 characters; the limit is 100",
                assertThrows(UnreadableReplyException.class,
                        () -> ReplyParser.newDescription("New Pattern Descriptions: " + "a".repeat(101), 100))
                        .getMessage());
    }

    @Test
    void reasons_and_explanations_are_what_stands_before_the_next_label() {
        assertEquals("a\nb", ReplyParser.reasoning("```\nReasoning: a\nb\nNew Pattern Descriptions: c\n```"));
        assertEquals("3 + 4", ReplyParser.explanation("Explanations:\n3 + 4\nOutput:\n[7]"));
        assertTrue(ReplyParser.reasoning("nothing of the kind").isEmpty());
    }
}
