package dev.linnet.verbal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import dev.linnet.verbal.grammar.TaskKind;
import dev.linnet.verbal.symbolic.SymbolicLanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final SymbolicLanguageModel EXACT = SymbolicLanguageModel.exact();
    private static final VerbalConfig ONE_EPOCH = VerbalConfig.DEFAULT.withEpochs(1);
    private static final VerbalConfig QUICK = ONE_EPOCH.withEvaluate(false);

    @TempDir
    Path folder;

    /** A model whose replies a function gives, from the request and its number, 1 for the first; the requests can be looked at. */
    private static final class Altered implements ChatModel {
        final List<ChatRequest> requests = Collections.synchronizedList(new ArrayList<>());
        private final BiFunction<ChatRequest, Integer, ChatReply> answer;
        private final int concurrency;

        Altered(int concurrency, BiFunction<ChatRequest, Integer, ChatReply> answer) {
            this.answer = answer;
            this.concurrency = concurrency;
        }

        @Override
        public ChatReply complete(ChatRequest request) {
            int number;
            synchronized (requests) {
                requests.add(request);
                number = requests.size();
            }
            return answer.apply(request, number);
        }

        @Override
        public int concurrency() {
            return concurrency;
        }

        @Override
        public String description() {
            return EXACT.description();
        }
    }

    private static Altered unaltered() {
        return new Altered(1, (request, _) -> EXACT.complete(request));
    }

    private static Altered replying(UnaryOperator<String> change) {
        return new Altered(1, (request, _) -> ChatReply.of(change.apply(EXACT.complete(request).text()), "altered"));
    }

    private static boolean isOptimizer(ChatRequest request) {
        return request.messages().getLast().text().startsWith("## Optimization");
    }

    @Test
    void an_epoch_of_the_default_setting_takes_510_calls() {
        RunRecord run = VerbalTrainer.of(VerbalTask.linear(0), EXACT, ONE_EPOCH).toEndQuietly();
        assertEquals(510, run.callsOfEpoch(0).size());
        assertEquals(550, run.calls().size()); // and the last evaluation
        assertEquals(10, run.steps().size());
        assertEquals(11, run.evaluations().size());
        assertTrue(run.losses()[0] > 10);
        assertTrue(run.losses()[9] < 0.1);
    }

    @Test
    void every_example_is_seen_once_an_epoch_and_the_seed_decides_when() {
        var config = QUICK.withEpochs(2).withBatchSize(30);
        RunRecord run = VerbalTrainer.of(VerbalTask.linear(0), EXACT, config).toEndQuietly();
        assertEquals(List.of(30, 30, 30, 10, 30, 30, 30, 10),
                run.steps().stream().map(step -> step.batch().size()).toList());
        for (int epoch = 0; epoch < 2; epoch++) {
            var seen = new HashSet<Integer>();
            run.steps().subList(4 * epoch, 4 * epoch + 4).forEach(step -> seen.addAll(step.batch()));
            assertEquals(100, seen.size());
        }
        assertNotEquals(run.steps().get(0).batch(), run.steps().get(4).batch());
        assertEquals(run.steps(), VerbalTrainer.of(VerbalTask.linear(0), EXACT, config).toEndQuietly().steps());
        RunRecord fixed = VerbalTrainer.of(VerbalTask.linear(0), EXACT, config.withShuffle(false)).toEndQuietly();
        assertEquals(fixed.steps().get(0).batch(), fixed.steps().get(4).batch());
        assertEquals(0, fixed.steps().getFirst().batch().getFirst());
        assertEquals(100,
                VerbalTrainer.of(VerbalTask.linear(0), EXACT, QUICK.withBatchSize(500)).step().batch().size());
    }

    @Test
    void the_first_description_stands_before_each_new_one_and_the_optimizer_sees_one_exchange() {
        var model = unaltered();
        VerbalTask task = VerbalTask.linear(1).withPrior();
        RunRecord run = VerbalTrainer.of(task, model, QUICK).toEndQuietly();
        run.steps().forEach(step -> assertTrue(step.after().startsWith(task.initialDescription() + " The output")));
        List<ChatRequest> optimizer = model.requests.stream().filter(TrainerTest::isOptimizer).toList();
        assertEquals(2, optimizer.getFirst().messages().size());
        for (int step = 1; step < 10; step++) {
            List<ChatMessage> messages = optimizer.get(step).messages();
            assertEquals(4, messages.size());
            assertEquals(optimizer.get(step - 1).messages().getLast(), messages.get(1));
        }
        var without = unaltered();
        RunRecord bare = VerbalTrainer.of(task, without, QUICK.withMemory(0).withAttachInitial(false)).toEndQuietly();
        without.requests.forEach(request -> assertEquals(2, request.messages().size()));
        assertTrue(bare.description().startsWith("The output follows"));
    }

    @Test
    void calls_of_a_batch_run_side_by_side_and_their_outputs_keep_the_order_of_the_inputs() {
        var two = new CountDownLatch(2);
        var model = new Altered(8, (request, _) -> {
            two.countDown();
            try {
                assertTrue(two.await(30, TimeUnit.SECONDS), "no two calls at once");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return EXACT.complete(request);
        });
        VerbalTask task = VerbalTask.polynomial(3);
        assertEquals(VerbalTrainer.of(task, EXACT, QUICK).toEndQuietly().steps(),
                VerbalTrainer.of(task, model, QUICK).toEndQuietly().steps());
    }

    @Test
    void a_reply_that_cannot_be_read_is_asked_for_again_with_the_defect_and_another_seed() {
        var model = new Altered(1,
                (request, number) -> number == 1 ? ChatReply.of("I think 3.", "m") : EXACT.complete(request));
        RunRecord run = VerbalTrainer.of(VerbalTask.linear(0), model, QUICK).toEndQuietly();
        assertEquals(0, run.failedSteps());
        Call first = run.calls().getFirst();
        assertEquals("there is no label \"Output:\" in \"I think 3.\"", first.defect());
        assertFalse(first.accepted());
        String again = model.requests.get(1).messages().getLast().text();
        assertTrue(again.endsWith("Your last reply could not be used: " + first.defect() + "."), again);
        assertNotEquals(model.requests.get(0).seed(), model.requests.get(1).seed());
        assertEquals(2, run.calls().get(1).number());
    }

    @Test
    void a_step_whose_replies_cannot_be_read_fails_and_keeps_the_description() {
        // Call 22 is the second step's optimizer; it is asked five times.
        var model = new Altered(1, (request, number) -> number >= 22 && number <= 26
                ? ChatReply.of("No idea.", "m")
                : EXACT.complete(request));
        RunRecord run = VerbalTrainer.of(VerbalTask.linear(0), model, QUICK).toEndQuietly();
        assertEquals(1, run.failedSteps());
        StepRecord failed = run.steps().get(1);
        assertEquals(failed.before(), failed.after());
        assertEquals("None of 5 replies of " + EXACT.description()
                + " could be read; of the last one, there is no label "
                + "\"New Pattern Descriptions:\" in \"No idea.\". Try another model, or raise tries in the configuration.",
                failed.failure());
        assertEquals(10, failed.outputs().size());
        assertEquals("linear", run.family());
    }

    @Test
    void a_model_that_never_answers_as_asked_ends_the_training_with_a_sentence() {
        for (String reply : List.of("", "Sorry.", "Output:")) {
            var trainer = VerbalTrainer.of(VerbalTask.linear(0), replying(_ -> reply), QUICK.withTries(2));
            var e = assertThrows(UnreadableReplyException.class, trainer::toEndQuietly);
            assertTrue(e.getMessage().startsWith("4 steps in a row failed. The last one: None of 2 replies of "),
                    e.getMessage());
            assertEquals(4, trainer.record().failedSteps());
            assertEquals(8, trainer.record().calls().size());
        }
    }

    @Test
    void a_description_that_becomes_too_long_is_refused_and_so_is_one_that_begins_so() {
        var trainer = VerbalTrainer.of(VerbalTask.linear(0),
                replying(text -> text.replace("New Pattern Descriptions:",
                        "New Pattern Descriptions: " + "Well. ".repeat(2000))),
                QUICK.withTries(1).withFailedSteps(0));
        var e = assertThrows(UnreadableReplyException.class, trainer::toEndQuietly);
        assertTrue(e.getMessage().contains("the new description has 12"), e.getMessage());
        assertTrue(e.getMessage().contains("characters; the limit is 8192"), e.getMessage());
        var tooLong = VerbalTask.linear(0).withPrior("a".repeat(100_000));
        assertEquals(
                "The first description has 100070 characters; the limit is 8192. Shorten it, or raise descriptionLimit.",
                assertThrows(IllegalArgumentException.class, () -> VerbalTrainer.of(tooLong, EXACT, QUICK))
                        .getMessage());
    }

    @Test
    void a_context_that_is_too_long_passes_as_the_model_says_it() {
        var e = assertThrows(ChatException.class,
                () -> VerbalTrainer.of(VerbalTask.linear(0), EXACT.withContext(1500), QUICK).toEndQuietly());
        assertEquals(ChatException.Kind.CONTEXT_TOO_LONG, e.kind());
    }

    @Test
    void an_interrupt_in_mid_epoch_loses_nothing_and_the_training_goes_on_to_the_same_end() throws IOException {
        VerbalTask task = VerbalTask.polynomial(5);
        RunRecord whole = VerbalTrainer.of(task, EXACT, ONE_EPOCH).toEndQuietly();
        for (int at : new int[] {1, 75, 102, 153}) {
            Path file = folder.resolve("run-" + at + ".jsonl");
            var model = new Altered(1, (request, number) -> {
                if (number == at) {
                    Thread.currentThread().interrupt();
                }
                return EXACT.complete(request);
            });
            var trainer = VerbalTrainer.of(task, model, ONE_EPOCH).recordingTo(file);
            assertThrows(CancellationException.class, trainer::toEndQuietly);
            assertTrue(Thread.interrupted());
            RunRecord stopped = RunRecord.read(file);
            assertEquals(at, stopped.calls().size() + stopped.unfinishedCalls().size());
            assertEquals(whole.steps().subList(0, at / 51), stopped.steps());
            RunRecord run = VerbalTrainer.resume(file, task, EXACT, ONE_EPOCH).toEndQuietly();
            assertEquals(whole.steps(), run.steps());
            assertEquals(whole.finalEvaluation(), run.finalEvaluation());
            assertEquals(whole.calls(), run.calls());
            assertEquals(whole.calls(), RunRecord.read(file).calls());
        }
    }

    @Test
    void a_line_that_was_cut_off_is_no_loss() throws IOException {
        VerbalTask task = VerbalTask.linear(5);
        Path file = folder.resolve("run.jsonl");
        var trainer = VerbalTrainer.of(task, EXACT, QUICK).recordingTo(file);
        trainer.step();
        trainer.close();
        Files.writeString(file, "{\"role\":\"LEARNER\",\"st", StandardOpenOption.APPEND);
        assertEquals(1, RunRecord.read(file).steps().size());
        RunRecord run = VerbalTrainer.resumeOrBegin(file, task, EXACT, QUICK).toEndQuietly();
        assertEquals(VerbalTrainer.of(task, EXACT, QUICK).toEndQuietly().steps(), run.steps());
        assertEquals(run.steps(), RunRecord.read(file).steps());
    }

    @Test
    void the_record_of_another_training_is_refused_with_what_differs() throws IOException {
        Path file = folder.resolve("run.jsonl");
        VerbalTrainer.of(VerbalTask.linear(5), EXACT, QUICK).recordingTo(file).toEndQuietly();
        var other = assertThrows(IOException.class,
                () -> VerbalTrainer.resume(file, VerbalTask.sine(5), EXACT, QUICK));
        assertEquals(
                file + " is the record of another training: its task is linear regression, not sinusoidal regression.",
                other.getMessage());
        var data = assertThrows(IOException.class,
                () -> VerbalTrainer.resume(file, VerbalTask.linear(6), EXACT, QUICK));
        assertTrue(data.getMessage().contains("its training data is ["), data.getMessage());
        var settings = assertThrows(IOException.class, () -> VerbalTrainer.resume(file, VerbalTask.linear(5), EXACT,
                QUICK.withMemory(1 - QUICK.memory())));
        assertEquals(file + " is the record of another training: its memory is " + QUICK.memory() + ", not "
                + (1 - QUICK.memory()) + ".", settings.getMessage());
        var hotter = assertThrows(IOException.class,
                () -> VerbalTrainer.resume(file, VerbalTask.linear(5), EXACT, QUICK.withTemperature(0.5)));
        assertEquals(file + " is the record of another training: its temperature is not set, not 0.5.",
                hotter.getMessage());
        var again = assertThrows(IOException.class,
                () -> VerbalTrainer.of(VerbalTask.linear(5), EXACT, QUICK).recordingTo(file));
        assertTrue(again.getMessage().contains("exists already"), again.getMessage());
        Files.writeString(file, "hello\n");
        assertTrue(assertThrows(IOException.class, () -> RunRecord.read(file)).getMessage().contains("line 1"));
        Files.writeString(file, "");
        assertTrue(assertThrows(IOException.class, () -> RunRecord.read(file)).getMessage().contains("is empty"));
    }

    @Test
    void a_record_has_one_writer_at_a_time() throws IOException {
        Path file = folder.resolve("one.jsonl");
        try (var first = VerbalTrainer.of(VerbalTask.linear(5), EXACT, QUICK).recordingTo(file)) {
            first.step();
            assertEquals("Another training is recorded in " + file
                    + " now; wait for its end or close() it, or name another file.",
                    assertThrows(IOException.class,
                            () -> VerbalTrainer.resume(file, VerbalTask.linear(5), EXACT, QUICK))
                            .getMessage());
        }
        try (var second = VerbalTrainer.resume(file, VerbalTask.linear(5), EXACT, QUICK)) {
            assertEquals(1, second.record().steps().size());
        }
    }

    @Test
    void a_place_where_nothing_can_be_recorded_is_named_with_the_reason() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));
        var trainer = VerbalTrainer.of(VerbalTask.linear(5), EXACT, QUICK);
        assertEquals("The run cannot be recorded in " + taken.resolve("run.jsonl") + ": the folder " + taken
                + " cannot be made, because a file is there. Name another one.",
                assertThrows(IOException.class, () -> trainer.recordingTo(taken.resolve("run.jsonl"))).getMessage());
        Path none = folder.resolve("none.jsonl");
        assertEquals(none + ": no run was recorded there",
                assertThrows(IOException.class, () -> RunRecord.read(none)).getMessage().replace(" -> null", ""));
        assertEquals("The run's record " + folder + " cannot be read: Is a directory.",
                assertThrows(IOException.class, () -> RunRecord.read(folder)).getMessage());
    }

    @Test
    void data_that_make_no_sense_are_refused_before_any_call() {
        assertEquals("training has 0 examples; there must be one at least to learn from.",
                assertThrows(IllegalArgumentException.class,
                        () -> VerbalTask.of("none", TaskKind.REGRESSION, List.of(), List.of())).getMessage());
        assertEquals("the target of the input [1.00] is NaN; it must be a finite number.",
                assertThrows(IllegalArgumentException.class, () -> Example.of(1, Double.NaN)).getMessage());
        assertEquals("an input is Infinity; it must be a finite number.", assertThrows(IllegalArgumentException.class,
                () -> Example.of(Double.POSITIVE_INFINITY, 1)).getMessage());
        assertEquals("the target of the input [1.00, 2.00] is 2.0; a class must be 0 or 1.",
                assertThrows(IllegalArgumentException.class, () -> VerbalTask.of("classes", TaskKind.CLASSIFICATION,
                        List.of(Example.point(1, 2, 2)), List.of())).getMessage());
        assertEquals("batchSize is 0; it must be 1 at least.",
                assertThrows(IllegalArgumentException.class, () -> QUICK.withBatchSize(0)).getMessage());
    }

    @Test
    void awkward_data_are_learned_from_without_an_error() {
        List<Example> sameInput = Collections.nCopies(10, Example.of(1, 2));
        List<Example> sameTarget = java.util.stream.IntStream.range(0, 20).mapToObj(i -> Example.of(i, 5)).toList();
        for (List<Example> examples : List.of(sameInput, sameTarget)) {
            RunRecord run = VerbalTrainer.of(VerbalTask.of("awkward", TaskKind.REGRESSION, examples, examples), EXACT,
                    ONE_EPOCH).toEndQuietly();
            assertEquals("constant", run.family());
            assertEquals(0, run.finalEvaluation().orElseThrow().all(), 1e-9);
        }
        var oneClassFirst = new ArrayList<Example>();
        for (int i = 0; i < 40; i++) {
            boolean second = i >= 10 && i % 2 == 1;
            oneClassFirst.add(Example.point(second ? -1 - i * 0.01 : 1 + i * 0.01, 0.5, second ? 0 : 1));
        }
        RunRecord run = VerbalTrainer
                .of(VerbalTask.of("one class first", TaskKind.CLASSIFICATION, oneClassFirst, oneClassFirst),
                        EXACT, ONE_EPOCH.withShuffle(false))
                .toEndQuietly();
        assertEquals(List.of("none", "majority", "straight line"), run.families().subList(0, 3));
        assertEquals(1, run.finalEvaluation().orElseThrow().accuracy());
    }

    @Test
    void pictures_are_sent_as_pictures_where_the_task_says_so() {
        var model = replying(_ -> "Output: 1");
        VerbalTask task = VerbalTask.shoes().withPictures();
        Learner.of(task, model, QUICK).predict(task.initialDescription(), task.training().getFirst());
        List<dev.linnet.llm.ChatPart> parts = model.requests.getFirst().messages().getLast().parts();
        assertEquals(2, parts.size());
        assertTrue(parts.get(1) instanceof dev.linnet.llm.ChatPart.Image);
        assertTrue(parts.getFirst().toString().contains("attached picture 1"));
        assertFalse(parts.getFirst().toString().contains("brightness"));
    }

    @Test
    void a_run_shows_as_a_table_whose_rows_open() {
        VerbalTask task = VerbalTask.linear(0).withPrior("It is said that a < b.");
        RunRecord run = VerbalTrainer.of(task, EXACT, ONE_EPOCH).toEndQuietly();
        String html = (String) run.toMimeBundle().data().get("text/html");
        assertEquals(10, html.split("reasons, prompts and replies of step ", -1).length - 1);
        assertTrue(html.contains("not a language model"));
        assertTrue(html.contains("a &lt; b"));
        assertFalse(html.contains("a < b"));
        assertTrue(html.contains("<ins"));
        assertTrue(html.contains("## Optimization Step ##"));
        assertEquals(html.split("<details", -1).length, html.split("</details>", -1).length);
        assertTrue(run.toMimeBundle().text().contains("y = "));
    }

    @Test
    void a_difference_of_texts_gives_both_texts_back() {
        var random = new java.util.SplittableRandom(4);
        for (int i = 0; i < 200; i++) {
            String before = words(random);
            String after = words(random);
            var left = new StringBuilder();
            var right = new StringBuilder();
            for (TextDiff.Piece piece : TextDiff.words(before, after)) {
                if (piece.change() != TextDiff.Change.ADDED) {
                    left.append(piece.text());
                }
                if (piece.change() != TextDiff.Change.REMOVED) {
                    right.append(piece.text());
                }
            }
            assertEquals(before, left.toString());
            assertEquals(after, right.toString());
        }
        assertEquals(List.of(new TextDiff.Piece(TextDiff.Change.KEPT, "y = "),
                new TextDiff.Piece(TextDiff.Change.REMOVED, "3"), new TextDiff.Piece(TextDiff.Change.ADDED, "4"),
                new TextDiff.Piece(TextDiff.Change.KEPT, " * x")), TextDiff.words("y = 3 * x", "y = 4 * x"));
    }

    private static String words(java.util.SplittableRandom random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append("abc".charAt(random.nextInt(3))).append(random.nextBoolean() ? " " : "\n\n");
        }
        return text.toString();
    }
}
