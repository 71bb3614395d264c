package dev.linnet.kernel.session;

import dev.linnet.kernel.error.ErrorReport;

/** A cell cannot go on, and the report on it is written already; the cause is what was thrown, if anything was. */
final class CellFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorReport report;

    CellFailure(ErrorReport report, Throwable cause) {
        super(report.message(), cause);
        this.report = report;
    }

    ErrorReport report() {
        return report;
    }
}
