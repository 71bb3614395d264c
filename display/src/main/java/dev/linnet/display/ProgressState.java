package dev.linnet.display;

import java.util.Objects;

/**
 * How far something is; writes itself as text and as HTML.
 *
 * @param before steps of {@code done} that were there when the clock began; they took no time and say nothing of the rate
 * @param nanos  time since then
 */
record ProgressState(Task task, long before, long done, String message, long nanos, boolean closed)
        implements
            Displayable {
    static final long UNKNOWN = -1;

    /** What is to be done; {@code total} is {@link #UNKNOWN} or not negative. */
    record Task(String title, long total, boolean bytes) {
        Task {
            Objects.requireNonNull(title, "title");
            if (total < UNKNOWN) {
                throw new IllegalArgumentException("total must not be negative, but is " + total);
            }
        }
    }

    boolean totalKnown() {
        return task.total > 0;
    }

    /** The part done, from 0 to 1. */
    double fraction() {
        return totalKnown() ? Math.clamp(done / (double) task.total, 0.0, 1.0) : closed ? 1 : 0;
    }

    /** One line without a bar: {@code training: 120/1,000, 12 %, 60.0/s, 15 s left, loss 0.3}. */
    String line() {
        var line = new StringBuilder(task.title).append(": ").append(amount(done));
        if (task.total >= 0) {
            line.append('/').append(amount(task.total));
        }
        if (totalKnown()) {
            line.append(", ").append((int) Math.floor(fraction() * 100)).append(" %");
        }
        double seconds = nanos / 1e9;
        double rate = seconds > 0 ? (done - before) / seconds : 0;
        if (rate > 0) {
            line.append(", ").append(rate(rate));
        }
        if (closed) {
            line.append(totalKnown() && done < task.total ? ", stopped after " : ", done in ")
                    .append(duration(seconds));
        } else if (totalKnown() && rate > 0) {
            line.append(", ").append(duration(Math.max(0, task.total - done) / rate)).append(" left");
        }
        if (!message.isEmpty()) {
            line.append(", ").append(message);
        }
        return line.toString();
    }

    private String amount(long count) {
        return task.bytes ? Count.bytes(count) : Count.grouped(count);
    }

    private String rate(double rate) {
        if (task.bytes) {
            return Count.bytes(rate) + "/s";
        }
        return (rate >= 100 ? Count.grouped(Math.round(rate)) : Double.toString(Math.round(rate * 100) / 100.0)) + "/s";
    }

    /** A duration as people say it: {@code 0.4 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String duration(double seconds) {
        if (seconds < 9.95) {
            return Math.round(seconds * 10) / 10.0 + " s";
        }
        long whole = Math.round(seconds);
        return whole < 60
                ? whole + " s"
                : whole < 3600
                        ? whole / 60 + " min " + whole % 60 + " s"
                        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    @Override
    public MimeBundle toMimeBundle() {
        String bar;
        if (totalKnown()) {
            bar = "<progress style=\"width:20em;vertical-align:middle\" max=\"" + task.total + "\" value=\""
                    + Math.clamp(done, 0, task.total) + "\"></progress> ";
        } else if (closed) {
            bar = "";
        } else {
            bar = "<progress style=\"width:20em;vertical-align:middle\"></progress> ";
        }
        return MimeBundle.of(MimeBundle.HTML, "<div class=\"linnet-progress\">" + bar + Html.escape(line()) + "</div>",
                line());
    }
}
