package dev.linnet.verbal.grammar;

/** The parts of a prompt, by their titles. */
public enum PromptField {
    /** The description by which the learner answers. */
    PATTERN("Pattern Descriptions", false),
    /** The one input that the learner answers for. */
    INPUT("Input", true),
    /** The batch's inputs, one row a line. */
    INPUTS("Inputs (a batch of i.i.d. data)", true),
    /** The description that the optimizer is to improve. */
    CURRENT_PATTERN("Current Pattern Descriptions", false),
    /** What the learner answered, one row a line. */
    OUTPUTS("The model outputs", true),
    /** What it should have answered, one row a line. */
    TARGETS("The target outputs", true),
    /** Inputs of examples that stand in the prompt in place of a description. */
    EXAMPLE_INPUTS("Example inputs", true),
    /** Their outputs. */
    EXAMPLE_OUTPUTS("Example outputs", true);

    private final String title;
    private final boolean rows;

    PromptField(String title, boolean rows) {
        this.title = title;
        this.rows = rows;
    }

    public String title() {
        return title;
    }

    /** Whether the value is rows of data, which end at the first empty line. */
    public boolean rows() {
        return rows;
    }
}
