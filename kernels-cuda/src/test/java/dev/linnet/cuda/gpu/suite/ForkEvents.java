package dev.linnet.cuda.gpu.suite;

import java.util.Optional;

/** What a fork prints: events of the tests between other lines. */
final class ForkEvents {
    /** How an event's line begins; then follow, between tabs, what happened, the test, milliseconds and a message. */
    static final String MARK = "##suite";

    private final String type;
    private final SuiteReport report;
    private String running = "";
    private int finished;

    ForkEvents(String type, SuiteReport report) {
        this.type = type;
        this.report = report;
    }

    /** Takes a line; what is to be shown of it. */
    synchronized Optional<String> take(String line) {
        int mark = line.indexOf(MARK + "\t");
        if (mark < 0) {
            if (line.startsWith(Findings.MARK)) {
                report.note(type, line.substring(Findings.MARK.length()));
            }
            return line.startsWith("WARNING: Using incubator modules") ? Optional.empty() : Optional.of("    " + line);
        }
        var before = line.substring(0, mark); // what a kernel printed without a line's end
        var parts = line.substring(mark).split("\t", 5);
        var test = parts[2];
        if (parts[1].equals("started")) {
            running = test;
            return before.isBlank() ? Optional.empty() : Optional.of("    " + before);
        }
        running = "";
        finished++;
        var status = SuiteReport.Status.valueOf(parts[1]);
        var message = parts[4].replace("\\n", "\n");
        report.add(type, test, status, Long.parseLong(parts[3]), message);
        return Optional.of((before.isBlank() ? "" : "    " + before + "\n") + status.title() + " " + type + "."
                + test + " (" + parts[3] + " ms)" + (message.isEmpty() ? "" : ": " + message));
    }

    /** The fork is no more, and why. */
    synchronized Optional<String> ended(String how) {
        if (running.isEmpty() && finished > 0) {
            return Optional.empty();
        }
        report.add(type, running, SuiteReport.Status.FAILED, 0, how);
        return Optional.of("FAILED " + type + "." + running + ": " + how);
    }
}
