package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** The messages of widgets, as the specification of ipywidgets 8 has them. */
class WidgetsTest {
    @TempDir
    static Path directory;

    private static CellService cells;
    private static Server server;
    private static WireClient client;

    @BeforeAll
    static void connect() throws IOException {
        cells = OpeningCells.begin(() -> new SessionCells(Session.open(SessionConfig.of(Library.empty(), directory))));
        server = Server.start(ConnectionFile.loopback("a secret"), cells, directory.resolve("history.jsonl"));
        client = new WireClient(server.connection());
        run("import dev.linnet.display.widget.*;");
    }

    @AfterAll
    static void disconnect() {
        client.close();
        cells.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        client.forgetReceived();
    }

    private static String run(String code) {
        String id = client.startExecute(code);
        assertEquals("ok", client.reply(id).status(), () -> client.iopub(id).toString());
        return id;
    }

    /** The models that a request opened, by comm. */
    private static Map<String, JsonObject> opened(String id) {
        var models = new HashMap<String, JsonObject>();
        for (var message : client.iopub(id)) {
            if (message.type().equals("comm_open")) {
                assertEquals("jupyter.widget", message.text("target_name"));
                assertEquals("{\"version\":\"2.1.0\"}", message.metadata().toString());
                JsonObject data = message.content().get("data").getAsJsonObject();
                assertEquals("[]", data.get("buffer_paths").toString());
                models.put(message.text("comm_id"), data.get("state").getAsJsonObject());
            }
        }
        return models;
    }

    private static String comm(String id, String modelName) {
        for (var model : opened(id).entrySet()) {
            if (model.getValue().get("_model_name").getAsString().equals(modelName)) {
                return model.getKey();
            }
        }
        throw new AssertionError("no " + modelName + " in " + opened(id));
    }

    private static JsonObject result(String id) {
        return client.iopub(id)
                .stream()
                .filter(m -> m.type().equals("execute_result"))
                .findFirst()
                .orElseThrow()
                .content()
                .get("data")
                .getAsJsonObject();
    }

    private static List<String> sent(String id) {
        return client.iopub(id)
                .stream()
                .filter(m -> m.type().equals("comm_msg"))
                .map(m -> m.content().get("data").getAsJsonObject())
                .map(data -> data.get("method").getAsString() + " " + data.get("state"))
                .toList();
    }

    private static String tell(String comm, Map<String, ?> data) {
        String id = client.send("comm_msg", Map.of("comm_id", comm, "data", data));
        client.until("idle", () -> client.idle(id));
        return id;
    }

    private static String change(String comm, String name, Object value) {
        return tell(comm, Map.of("method", "update", "state", Map.of(name, value), "buffer_paths", List.of()));
    }

    @Test
    void a_widget_is_shown_by_its_model_with_text_and_html_beside_it() {
        String id = run("new IntSlider(\"<n>\", 1, 9, 4)");
        var data = result(id);
        assertEquals("{\"version_major\":2,\"version_minor\":0,\"model_id\":\"" + comm(id, "IntSliderModel") + "\"}",
                sorted(data.get("application/vnd.jupyter.widget-view+json").getAsJsonObject()));
        assertEquals("IntSlider[<n>: 4 of 1 to 9]", data.get("text/plain").getAsString());
        assertTrue(data.get("text/html").getAsString().startsWith("<label>&lt;n&gt; <input type=\"range\""));
        assertEquals("execute_result", client.types(id).get(client.types(id).size() - 2));
    }

    private static String sorted(JsonObject view) {
        return "{\"version_major\":" + view.get("version_major") + ",\"version_minor\":" + view.get("version_minor")
                + ",\"model_id\":" + view.get("model_id") + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "new Button(\"b\")|ButtonModel|ButtonView|ButtonStyleModel",
            "new IntSlider(\"s\", 0, 1, 0)|IntSliderModel|IntSliderView|SliderStyleModel",
            "new Text(\"t\", \"\")|TextModel|TextView|TextStyleModel",
            "new Checkbox(\"c\", true)|CheckboxModel|CheckboxView|CheckboxStyleModel",
            "new Dropdown<>(\"d\", List.of(1, 2))|DropdownModel|DropdownView|DescriptionStyleModel",
            "new Label(\"l\")|LabelModel|LabelView|LabelStyleModel",
            "new IntProgress(\"p\", 5)|IntProgressModel|ProgressView|ProgressStyleModel",
            "new FloatProgress(\"p\", 5)|FloatProgressModel|ProgressView|ProgressStyleModel"})
    void every_control_opens_a_layout_a_style_and_itself(String made, String model, String view, String style) {
        String id = run("var made = " + made + ";");
        var models = opened(id);
        assertEquals(3, models.size());
        var state = models.get(comm(id, model));
        assertEquals("@jupyter-widgets/controls", state.get("_model_module").getAsString());
        assertEquals("2.0.0", state.get("_model_module_version").getAsString());
        assertEquals("@jupyter-widgets/controls", state.get("_view_module").getAsString());
        assertEquals(view, state.get("_view_name").getAsString());
        assertEquals("IPY_MODEL_" + comm(id, "LayoutModel"), state.get("layout").getAsString());
        assertEquals("IPY_MODEL_" + comm(id, style), state.get("style").getAsString());
        assertEquals("@jupyter-widgets/base", models.get(comm(id, "LayoutModel")).get("_model_module").getAsString());
        assertEquals("StyleView", models.get(comm(id, style)).get("_view_name").getAsString());
    }

    @Test
    void boxes_refer_to_their_children() {
        String id = run("new VBox(new HBox(new Label(\"a\")), new Button(\"b\"))");
        var models = opened(id);
        assertEquals("[\"IPY_MODEL_" + comm(id, "HBoxModel") + "\",\"IPY_MODEL_" + comm(id, "ButtonModel") + "\"]",
                models.get(comm(id, "VBoxModel")).get("children").toString());
        assertEquals("VBox[HBox[Label[a]], Button[b]]", result(id).get("text/plain").getAsString());
    }

    @Test
    void a_click_calls_every_handler_and_shows_what_they_print_under_the_buttons_cell() {
        String id = run("""
                var said = new Label("nothing");
                new Button("say").onClick(() -> System.out.print("one ")).onClick(() -> said.value("two"))
                """);
        String click = tell(comm(id, "ButtonModel"), Map.of("method", "custom", "content", Map.of("event", "click")));
        assertEquals("one ", client.stream(id, "stdout"));
        client.until("the label", () -> client.all()
                .stream()
                .anyMatch(m -> m.type().equals("comm_msg")
                        && m.content().toString().contains("{\"value\":\"two\"}")));
        assertEquals(List.of("status", "status"),
                client.types(click).stream().filter(type -> type.equals("status")).toList());
    }

    @Test
    void a_changed_value_is_echoed_and_reaches_the_handlers_once() {
        String id = run("""
                var slider = new IntSlider("n", 0, 10, 5);
                slider.onChange(n -> System.out.print("now " + n + " "));
                """);
        String comm = comm(id, "IntSliderModel");
        String first = change(comm, "value", 7);
        assertEquals(List.of("echo_update {\"value\":7}"), sent(first));
        change(comm, "value", 7);
        change(comm, "unknown", 1);
        assertEquals("now 7 ", client.stream(id, "stdout"));
        assertEquals("7", result(run("slider.value()")).get("text/plain").getAsString());
    }

    @Test
    void a_value_set_by_a_cell_is_sent_once_and_a_wrong_one_is_refused() {
        run("var bar = new IntProgress(\"p\", 3); var text = new Text(\"t\", \"x\"); var many = new IntSlider(\"\", 0, 1, 0);");
        assertEquals(List.of("update {\"value\":2}", "update {\"value\":\"y\"}", "update {\"bar_style\":\"success\"}"),
                sent(run("bar.value(2); bar.value(2); text.value(\"y\"); bar.finished(true);")));
        String wrong = client.startExecute("many.value(2);");
        assertEquals("value: 2 must be from 0 to 1", client.reply(wrong).text("evalue"));
    }

    @Test
    void a_choice_travels_as_its_index() {
        String id = run("var choice = new Dropdown<>(\"o\", List.of(\"sgd\", \"adam\"));");
        String comm = comm(id, "DropdownModel");
        assertEquals("[\"sgd\",\"adam\"]", opened(id).get(comm).get("_options_labels").toString());
        change(comm, "index", 1);
        assertEquals("adam", result(run("choice.value()")).get("text/plain").getAsString());
        assertEquals(List.of("update {\"index\":0}"), sent(run("choice.value(\"sgd\");")));
    }

    @Test
    void the_whole_state_is_sent_on_request_and_models_close_with_their_widget() {
        String id = run("var box = new Checkbox(\"c\", false);");
        String asked = tell(comm(id, "CheckboxModel"), Map.of("method", "request_state"));
        var state = client.iopub(asked).get(1).content().get("data").getAsJsonObject().get("state").getAsJsonObject();
        assertEquals(opened(id).get(comm(id, "CheckboxModel")), state);
        String closed = run("box.close(); box");
        assertEquals(3, client.types(closed).stream().filter(type -> type.equals("comm_close")).count());
        assertEquals("Checkbox[c: false]", result(closed).get("text/plain").getAsString());
        assertTrue(!result(closed).has("application/vnd.jupyter.widget-view+json"));
    }
}
