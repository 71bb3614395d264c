package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.linnet.kernel.session.Recollection;

/**
 * What a kernel hands to the one that takes its place in the same process, through a file that only the user can read.
 *
 * @param originalOptions options of the virtual machine in which the first of them was started
 * @param left            what its session leaves
 * @param messages        the frames of the requests that it has not answered, the running cell's first
 */
record Continuation(List<String> originalOptions, Recollection left, List<List<byte[]>> messages) {
    /** Writes the file. */
    Path write() throws IOException {
        Path file = Files.createTempFile("linnet-kernel-", ".json"); // for the user alone, where there are users
        var base64 = Base64.getEncoder();
        Files.write(file, Json.bytes(Map.of("options", originalOptions, "execution_count", left.executionCount(),
                "cells", left.cells()
                        .stream()
                        .map(cell -> Map.of("number", cell.number(), "code", cell.code()))
                        .toList(),
                "messages", messages.stream()
                        .map(frames -> frames.stream().map(base64::encodeToString).toList())
                        .toList())));
        return file;
    }

    /** Reads the file and deletes it. */
    static Continuation take(Path file) throws IOException {
        byte[] json = Files.readAllBytes(file);
        Files.delete(file);
        var fields = new Fields("continuation", Json.parseObject(json));
        var cells = new ArrayList<Recollection.Recalled>();
        for (Object cell : fields.list("cells")) {
            var each = new Fields("cell", object(cell));
            cells.add(new Recollection.Recalled(each.integer("number"), each.string("code")));
        }
        var messages = new ArrayList<List<byte[]>>();
        for (Object frames : fields.list("messages")) {
            messages.add(((List<?>) frames).stream()
                    .map(frame -> Base64.getDecoder().decode((String) frame))
                    .toList());
        }
        return new Continuation(fields.list("options").stream().map(String.class::cast).toList(),
                new Recollection(fields.integer("execution_count"), cells), messages);
    }

    @SuppressWarnings("unchecked") // a JSON object's keys are strings
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }
}
