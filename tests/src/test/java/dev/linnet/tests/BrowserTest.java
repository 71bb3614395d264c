package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The classic Notebook in a headless Chromium: a person types into a cell, runs it and sees the output. */
class BrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    @TempDir
    static Path folder;
    private static Process server;
    private static String address;

    private ChromeDriver browser;

    @BeforeAll
    static void serve_notebooks() throws IOException, InterruptedException {
        Tool.JUPYTER.require();
        Tool.CHROMIUM.require();
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port;
        Files.createDirectories(SCREENSHOTS);
        Path out = Path.of("target/notebook-server.log");
        server = Repository.start(folder, Jupyter.environment(),
                List.of("/usr/bin/python3", "-m", "notebook", "--allow-root", "--no-browser", "--ip=127.0.0.1",
                        "--port=" + port, "--port-retries=0", "--NotebookApp.token=", "--NotebookApp.password=",
                        "--notebook-dir=" + folder),
                out, Path.of("target/notebook-server.err"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            var status = HttpRequest.newBuilder(URI.create(address + "/api/kernelspecs")).build();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                try {
                    HttpResponse<String> answer = http.send(status, HttpResponse.BodyHandlers.ofString());
                    assertTrue(answer.body().contains("\"linnet\""), answer.body());
                    return;
                } catch (IOException e) {
                    boolean ended = server.waitFor(100, TimeUnit.MILLISECONDS);
                    assertTrue(!ended && System.nanoTime() < deadline,
                            "the notebook server did not start: see target/notebook-server.err");
                }
            }
        }
    }

    @AfterAll
    static void stop_server() throws InterruptedException {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            server.waitFor();
        }
    }

    @BeforeEach
    void open_browser() {
        var options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--window-size=1280,1400");
        var service = new ChromeDriverService.Builder().usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .build();
        browser = new ChromeDriver(service, options);
    }

    @AfterEach
    void close_browser() {
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    void a_person_types_a_cell_and_sees_its_output() throws IOException {
        NotebookFiles.write(folder.resolve("typed.ipynb"), "");
        open("typed.ipynb");
        type(0, "int answer = 6 * 7;\nSystem.out.println(\"The answer is \" + answer);\nanswer");
        run();
        assertEquals("The answer is 42\n42", outputOf(0, "42"));
        screenshot("typed");
    }

    @Test
    void an_endless_cell_is_interrupted_from_the_menu() throws IOException {
        NotebookFiles.write(folder.resolve("endless.ipynb"), "");
        open("endless.ipynb");
        type(0, "System.out.println(\"spinning\");\nwhile (true) {}");
        run();
        outputOf(0, "spinning");
        browser.findElement(By.cssSelector("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']")).click();
        String shown = outputOf(0, "nterrupt");
        assertTrue(shown.startsWith("spinning"), shown);
        screenshot("interrupted");
    }

    @Test
    void the_paper_notebook_opens_and_runs_with_the_same_claims() throws IOException {
        String name = "gated-linear-attention.ipynb";
        Files.copy(Repository.ROOT.resolve("notebooks").resolve(name), folder.resolve(name),
                StandardCopyOption.REPLACE_EXISTING);
        open(name);
        assertTrue(!browser.findElements(By.cssSelector(".output_area svg, .output_area img")).isEmpty(),
                "no chart is shown");
        List<?> committed = claims();
        assertTrue(committed.size() >= 16, committed::toString);
        screenshot("paper-notebook");

        browser.executeScript("Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells();");
        new WebDriverWait(browser, Duration.ofMinutes(15)).until(driver -> {
            Object waiting = browser.executeScript("return Jupyter.notebook.get_cells().filter("
                    + "c => c.cell_type === 'code' && (c.input_prompt_number === '*' || !c.input_prompt_number)).length");
            return Long.valueOf(0).equals(waiting);
        });
        assertEquals(committed, claims());
        screenshot("paper-notebook-run");
    }

    /** The claims shown on the page, each as its text and whether it passed. */
    private List<?> claims() {
        return (List<?>) browser.executeScript("""
                return Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')
                    .flatMap(c => c.output_area.outputs)
                    .map(o => (o.data || {})['application/vnd.linnet.claim+json'])
                    .filter(c => c).map(c => c.claim + ': ' + c.passed);""");
    }

    @Test
    void a_restart_forgets_the_variables_and_runs_again() throws IOException {
        NotebookFiles.write(folder.resolve("restart.ipynb"), "int x = 41;\nx", "x + 1");
        open("restart.ipynb");
        select(0);
        run();
        outputOf(0, "41");
        String before = (String) browser.executeScript("return Jupyter.notebook.kernel.id");
        browser.executeScript("Jupyter.notebook.events.one('kernel_ready.Kernel', () => window.restarted = true)");
        browser.findElement(By.cssSelector("button[data-jupyter-action='jupyter-notebook:confirm-restart-kernel']"))
                .click();
        new WebDriverWait(browser, PATIENCE).until(
                driver -> driver.findElements(By.cssSelector(".modal.in .btn-danger"))
                        .stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null))
                .click();
        await("return window.restarted && document.querySelector('.modal-backdrop') == null");
        assertEquals(before, browser.executeScript("return Jupyter.notebook.kernel.id"));
        select(1);
        run();
        String shown = outputOf(1, "x + 1");
        assertTrue(shown.contains("^"), shown);
        screenshot("restarted");
        select(0);
        run();
        await("return Jupyter.notebook.get_cell(0).input_prompt_number == 2");
        select(1);
        run();
        assertEquals("42", outputOf(1, "42"));
    }

    @Test
    void the_tab_key_offers_completions() throws IOException {
        NotebookFiles.write(folder.resolve("tab.ipynb"), "");
        open("tab.ipynb");
        select(0);
        new Actions(browser).sendKeys("Math.c").sendKeys(Keys.TAB).perform();
        String offered = visible("#complete").getText();
        assertTrue(offered.contains("cbrt") && offered.contains("ceil") && offered.contains("cos"), offered);
        screenshot("completion");
        String first = (String) browser
                .executeScript("return document.querySelector('#complete select option:checked').textContent");
        new Actions(browser).sendKeys(Keys.ENTER).perform();
        await("return document.querySelector('#complete') == null");
        assertEquals("Math." + first, text(0));
        new Actions(browser).sendKeys(Keys.ESCAPE).perform();
    }

    @Test
    void the_tab_key_writes_the_only_completion_and_what_is_written_runs() throws IOException {
        NotebookFiles.write(folder.resolve("only.ipynb"), "");
        open("only.ipynb");
        select(0);
        new Actions(browser).sendKeys("int wrenTally = 41;").sendKeys(Keys.ENTER, "wrenT").perform();
        new Actions(browser).sendKeys(Keys.TAB).perform();
        await("return Jupyter.notebook.get_cell(0).get_text().endsWith('wrenTally')");
        assertEquals("int wrenTally = 41;\nwrenTally", text(0));
        new Actions(browser).sendKeys(" + 1").perform();
        run();
        assertEquals("42", outputOf(0, "42"));
    }

    @Test
    void the_virtual_machine_is_exchanged_after_a_question_and_the_cells_behind_it_run_in_the_new_one()
            throws IOException {
        NotebookFiles.write(folder.resolve("jvm.ipynb"), "int kept = 40;", "%jvm -Xmx332m",
                "kept + 2 + \" \" + (Runtime.getRuntime().maxMemory() >> 20)");
        open("jvm.ipynb");
        browser.executeScript("Jupyter.notebook.execute_all_cells()");
        WebElement answer = visible(".raw_input_container input");
        String asked = outputOf(1, "Java restarts");
        // the question and what is printed before it come over two channels, so the page may show either first
        assertTrue(asked.contains("Java restarts with -Xmx332m. Run again: cell 1."), asked);
        screenshot("jvm-asks");
        answer.sendKeys("y", Keys.ENTER);
        assertEquals("42 332", outputOf(2, "42 "));
        assertTrue(outputOf(1, "Java was restarted").contains("one cell was run again"));
        assertEquals(3L, browser.executeScript("return Jupyter.notebook.get_cell(2).input_prompt_number"));
        screenshot("jvm-restarted");
    }

    @Test
    void shift_and_tab_show_the_documentation() throws IOException {
        NotebookFiles.write(folder.resolve("tooltip.ipynb"), "");
        open("tooltip.ipynb");
        select(0);
        new Actions(browser).sendKeys("Math.hypot(3").perform();
        new Actions(browser).keyDown(Keys.SHIFT).sendKeys(Keys.TAB).keyUp(Keys.SHIFT).perform();
        String shown = visible("#tooltip").getText();
        assertTrue(shown.contains("hypot") && shown.contains("without intermediate overflow"), shown);
        screenshot("tooltip");
    }

    @Test
    void a_prompt_is_answered_while_a_progress_bar_stands_and_goes_on() throws IOException {
        NotebookFiles.write(folder.resolve("prompt.ipynb"), """
                String name;
                try (var progress = Progress.of("greeting", 4)) {
                    Thread.sleep(150); // some work
                    progress.step(2);
                    name = input("Who are you? ");
                    progress.step(2);
                }
                "Hello " + name""");
        open("prompt.ipynb");
        select(0);
        run();
        WebElement answer = visible(".raw_input_container input");
        String before = outputOf(0, "2/4");
        assertTrue(before.contains("greeting") && !before.contains("4/4"), before);
        screenshot("progress");
        assertEquals("Who are you?", browser.findElement(By.cssSelector(".raw_input_container .raw_input_prompt"))
                .getText()
                .strip());
        answer.sendKeys("Zo\u00EB", Keys.ENTER);
        String after = outputOf(0, "Hello Zo\u00EB");
        assertTrue(after.contains("4/4") && !after.contains("2/4"), after);
        screenshot("answered");
    }

    private WebElement visible(String selector) {
        return new WebDriverWait(browser, PATIENCE).until(driver -> driver.findElements(By.cssSelector(selector))
                .stream()
                .filter(WebElement::isDisplayed)
                .filter(element -> !element.getTagName().equals("div") || !element.getText().isBlank())
                .findFirst()
                .orElse(null));
    }

    /** Puts the cursor at the end of a cell. */
    private void select(int cell) {
        browser.findElements(By.cssSelector(".code_cell .CodeMirror")).get(cell).click();
        new Actions(browser).keyDown(Keys.CONTROL).sendKeys(Keys.END).keyUp(Keys.CONTROL).perform();
    }

    private void open(String notebook) {
        browser.get(address + "/notebooks/" + notebook);
        await("return window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel"
                + " && Jupyter.notebook.kernel.is_connected() && document.querySelector('.kernel_idle_icon') != null");
    }

    private void type(int cell, String code) {
        select(cell);
        for (String line : code.lines().toList()) {
            // Closing brackets and quotes that the editor adds by itself are overtyped by the ones typed here.
            new Actions(browser).sendKeys(line).sendKeys(Keys.ENTER).perform();
        }
    }

    private void run() {
        new Actions(browser).keyDown(Keys.CONTROL).sendKeys(Keys.ENTER).keyUp(Keys.CONTROL).perform();
    }

    private String text(int cell) {
        return (String) browser.executeScript("return Jupyter.notebook.get_cell(arguments[0]).get_text()", cell);
    }

    /** Waits until the cell's output has {@code part} in it; gives the whole output. */
    private String outputOf(int cell, String part) {
        var shown = new WebDriverWait(browser, PATIENCE);
        return shown.until(driver -> {
            var areas = driver.findElements(By.cssSelector(".code_cell"))
                    .get(cell)
                    .findElements(By.cssSelector(".output_subarea"));
            String text = String.join("\n", areas.stream().map(area -> area.getText().strip()).toList());
            return text.contains(part) ? text : null;
        });
    }

    private void await(String script) {
        new WebDriverWait(browser, PATIENCE).until(driver -> Boolean.TRUE.equals(browser.executeScript(script)));
    }

    private void screenshot(String name) throws IOException {
        Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
}
