package dev.linnet.nn.rows;

/** How a log forget gate comes from its projection z of the token. */
public enum GateForm {
    /** g = logsigmoid(z) / temperature (GLA, arXiv 2312.06635 section 4.4, temperature 16). */
    LOG_SIGMOID,
    /** g = -e^a softplus(z), a learned for each gate (Mamba-2, arXiv 2405.21060; gated DeltaNet, arXiv 2412.06464). */
    SOFTPLUS
}
