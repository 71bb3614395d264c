package dev.linnet.llm.cassette;

/** What a cassette does with a request. */
public enum CassetteMode {
    /** Asks the model and keeps nothing. */
    OFF,
    /** Asks the model and keeps the reply. The file must hold no replies yet. */
    RECORD,
    /** Answers from the file only; no model is needed. */
    REPLAY,
    /** Answers from the file, and asks the model and keeps the reply where the file has none. */
    AUTO
}
