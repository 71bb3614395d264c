package dev.linnet.verbal.symbolic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatRequest;
import dev.linnet.verbal.Example;
import dev.linnet.verbal.Learner;
import dev.linnet.verbal.PromptTemplates;
import dev.linnet.verbal.ReplyParser;
import dev.linnet.verbal.VerbalConfig;
import dev.linnet.verbal.VerbalTask;
import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.TaskKind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The symbolic model knows what stands in the prompt, and nothing else. */
class HonestyTest {
    private static final SymbolicLanguageModel MODEL = SymbolicLanguageModel.exact();
    private static final List<VerbalTask> TASKS = List.of(VerbalTask.linear(1), VerbalTask.polynomial(2),
            VerbalTask.sine(3).withPrior(), VerbalTask.blobs(4), VerbalTask.circles(5).withPrior(),
            VerbalTask.reviews(6),
            VerbalTask.shoes());

    private static String ask(ChatMessage prompt) {
        return MODEL.complete(ChatRequest.of(PromptTemplates.system(), prompt)).text();
    }

    private static String optimized(VerbalTask task, String description, List<Example> batch, List<Double> outputs) {
        return ReplyParser.newDescription(ask(PromptTemplates.optimizer(task, description, batch, outputs)), 8192);
    }

    private static List<Double> outputs(VerbalTask task, String description, List<Example> batch) {
        return Learner.of(task, MODEL, VerbalConfig.DEFAULT)
                .predictAll(description, batch)
                .stream()
                .map(p -> p.output())
                .toList();
    }

    @Test
    void negated_targets_give_the_negated_model() {
        for (VerbalTask task : List.of(VerbalTask.linear(1), VerbalTask.polynomial(2), VerbalTask.sine(3))) {
            List<Example> batch = task.training().subList(0, 20);
            List<Example> negated = batch.stream().map(e -> new Example(e.input(), -e.target(), e.picture())).toList();
            List<Double> zeros = Collections.nCopies(20, 0.0);
            var plain = curve(optimized(task, task.initialDescription(), batch, zeros));
            var opposite = curve(optimized(task, task.initialDescription(), negated, zeros));
            assertEquals(plain.family(), opposite.family());
            for (int i = 0; i < plain.parameters().length; i++) {
                assertEquals(-plain.parameters()[i], opposite.parameters()[i], 1e-9);
            }
        }
    }

    private static ModelSentence.Curve curve(String description) {
        return (ModelSentence.Curve) Description.parse(description).model().orElseThrow();
    }

    @Test
    void the_order_of_a_batch_does_not_matter() {
        for (VerbalTask task : TASKS) {
            List<Example> batch = new ArrayList<>(task.training().subList(0, 12));
            String description = task.initialDescription();
            String first = optimized(task, description, batch, outputs(task, description, batch));
            for (int seed = 0; seed < 5; seed++) {
                Collections.shuffle(batch, new Random(seed));
                assertEquals(first, optimized(task, description, batch, outputs(task, description, batch)));
            }
        }
    }

    @Test
    void without_model_and_evidence_it_answers_as_before_it_learned_anything() {
        for (VerbalTask task : TASKS) {
            List<Example> batch = task.training().subList(0, 10);
            String first = task.initialDescription();
            List<String> before = batch.stream().map(e -> ask(PromptTemplates.learner(task, first, e))).toList();
            String learned = optimized(task, first, batch, outputs(task, first, batch));
            assertNotEquals(before,
                    batch.stream().map(e -> ask(PromptTemplates.learner(task, first + " " + learned, e))).toList(),
                    "it learned nothing");
            assertEquals(before, batch.stream().map(e -> ask(PromptTemplates.learner(task, first, e))).toList());
            assertEquals(learned, optimized(task, first, batch, outputs(task, first, batch)));
        }
    }

    @Test
    void it_obeys_a_description_even_where_the_data_say_otherwise() {
        VerbalTask task = VerbalTask.linear(1);
        List<Example> batch = task.training().subList(0, 10);
        for (Double output : outputs(task, "y = -7.00 * x + 1.00", batch)) {
            assertTrue(output <= 1, () -> "output " + output);
        }
        assertEquals(-6, outputs(task, "y = -7.00 * x + 1.00", List.of(Example.of(1, 7))).getFirst());
        assertEquals(1,
                outputs(VerbalTask.blobs(1), "Always predict class 1.", List.of(Example.point(-5, -5, 0))).getFirst());
    }

    @Test
    void without_a_model_it_says_what_it_assumes() {
        VerbalTask task = VerbalTask.linear(1);
        String reply = ask(
                PromptTemplates.learner(task, task.description() + " It is roughly linear.", Example.of(1.5, 0)));
        assertTrue(reply.contains("I assume that the output equals the input"), reply);
        assertEquals(1.5, ReplyParser.output(reply, TaskKind.REGRESSION));
    }

    @Test
    void it_compiles_without_generators_and_trainers(@TempDir Path folder) throws IOException, URISyntaxException {
        Path sources = Path.of("src/main/java/dev/linnet/verbal");
        Path classes = Path.of(ChatModel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path others = folder.resolve("classes/dev/linnet/llm");
        Files.createDirectories(others);
        try (Stream<Path> files = Files.list(classes.resolve("dev/linnet/llm"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                Files.copy(file, others.resolve(file.getFileName()));
            }
        }
        var arguments = new ArrayList<>(List.of("-proc:none", "-cp", folder.resolve("classes").toString(), "-d",
                folder.resolve("out").toString()));
        for (String name : List.of("grammar", "symbolic")) {
            try (Stream<Path> files = Files.list(sources.resolve(name))) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(f -> arguments.add(f.toString()));
            }
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
    }

    @Test
    void it_says_what_it_is_and_that_it_does_not_understand_what_it_does_not_know() {
        assertTrue(MODEL.description().contains("not a language model"));
        for (String question : List.of("What is the capital of France?", "", "## Inference Step ##",
                "## Optimization Step ##\n** Inputs (a batch of i.i.d. data): **\n[1.00]\n\n")) {
            String reply = MODEL.complete(ChatRequest.of(question)).text();
            assertTrue(
                    reply.startsWith("I am the embedded symbolic model, not a language model, and I do not understand"),
                    reply);
            assertTrue(!reply.contains("Output:"), reply);
        }
    }

    @Test
    void one_decimal_is_kept_where_the_prompt_asks_for_it() {
        VerbalTask task = VerbalTask.polynomial(1).withInstruction(VerbalTask.ONE_DECIMAL);
        List<Example> batch = task.training().subList(0, 10);
        String description = optimized(task, task.initialDescription(), batch,
                outputs(task, task.initialDescription(), batch));
        for (double parameter : curve(description).parameters()) {
            assertEquals(Math.rint(parameter * 10), parameter * 10, 1e-9);
        }
    }

    @Test
    void a_stride_goes_part_of_the_way() {
        VerbalTask task = VerbalTask.linear(1);
        List<Example> batch = task.training().subList(0, 10);
        String prompt = PromptTemplates.optimizer(task, "y = 1.00 * x + 0.00", batch, Collections.nCopies(10, 0.0))
                .text();
        var slow = SymbolicLanguageModel.of(Profile.LARGE.withStride(0.5), 0);
        double[] whole = curve(ReplyParser.newDescription(MODEL.complete(ChatRequest.of(prompt)).text(), 8192))
                .parameters();
        double[] half = curve(ReplyParser.newDescription(slow.complete(ChatRequest.of(prompt)).text(), 8192))
                .parameters();
        assertEquals((1 + whole[1]) / 2, half[1], 0.011);
        assertEquals(whole[0] / 2, half[0], 0.011);
    }

    @Test
    void slips_are_decided_by_seed_and_prompt() {
        var small = SymbolicLanguageModel.of(Profile.SMALL, 1);
        VerbalTask task = VerbalTask.linear(1);
        var prompt = ChatRequest.of(PromptTemplates.learner(task, "y = 3 * x + 4", Example.of(1, 7)));
        String reply = small.complete(prompt).text();
        assertEquals(reply, small.complete(prompt).text());
        assertNotEquals(reply, small.complete(prompt.withSeed(9)).text());
        assertNotEquals(reply, SymbolicLanguageModel.of(Profile.SMALL, 2).complete(prompt).text());
        assertEquals(7, ReplyParser.output(reply, TaskKind.REGRESSION), 0.3 * 7);
    }
}
