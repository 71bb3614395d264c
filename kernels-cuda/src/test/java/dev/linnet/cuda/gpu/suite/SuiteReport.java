package dev.linnet.cuda.gpu.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the suite's tests ended. */
final class SuiteReport {
    /** How a test ended. */
    enum Status {
        PASSED("passed "), FAILED("FAILED "), SKIPPED("skipped");

        private final String title;

        Status(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private record Result(String type, String test, Status status, long milliseconds, String message) {}

    private final List<Result> results = new ArrayList<>();
    private final Map<String, List<String>> notes = new LinkedHashMap<>();

    synchronized void add(String type, String test, Status status, long milliseconds, String message) {
        results.add(new Result(type, test, status, milliseconds, message));
    }

    synchronized void note(String type, String text) {
        notes.computeIfAbsent(type, _ -> new ArrayList<>()).add(text);
    }

    private long count(Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }

    synchronized long failed() {
        return count(Status.FAILED);
    }

    /** {@code 40 passed, 1 failed, 2 skipped}. */
    synchronized String summary() {
        return count(Status.PASSED) + " passed, " + count(Status.FAILED) + " failed, " + count(Status.SKIPPED)
                + " skipped";
    }

    /** A line per test: class, test, status, milliseconds, message. */
    synchronized String table() {
        var text = new StringBuilder();
        for (var result : results) {
            text.append(String.join("\t", result.type(), result.test(), result.status().name(),
                    Long.toString(result.milliseconds()), result.message().replace('\n', ' ').replace('\t', ' ')))
                    .append('\n');
        }
        return text.toString();
    }

    /** For people. */
    synchronized String markdown() {
        var text = new StringBuilder(
                "# GPU suite\n\n" + summary() + "\n\n| class | test | | ms |\n|---|---|---|--:|\n");
        for (var result : results) {
            text.append("| ")
                    .append(result.type())
                    .append(" | ")
                    .append(result.test().replace('_', ' '))
                    .append(" | ")
                    .append(result.status().title().strip())
                    .append(" | ")
                    .append(result.milliseconds())
                    .append(" |\n");
        }
        for (var result : results) {
            if (!result.message().isEmpty()) {
                text.append("\n**")
                        .append(result.type())
                        .append('.')
                        .append(result.test())
                        .append("**\n\n```\n")
                        .append(result.message())
                        .append("\n```\n");
            }
        }
        notes.forEach((type, lines) -> {
            text.append("\n## ").append(type).append("\n\n");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
        });
        return text.toString();
    }
}
