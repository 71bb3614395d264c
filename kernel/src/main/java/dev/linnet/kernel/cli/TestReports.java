package dev.linnet.kernel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The tests that ran, added up over the surefire reports of all modules. */
record TestReports(int passed, int failed, int skipped) {
    /** The last line of a test run. */
    String summary() {
        return passed + " passed, " + failed + " failed, " + skipped + " skipped";
    }

    /** The folders of the repository that are modules. */
    static List<String> modules(Path home) throws CommandException {
        try (Stream<Path> folders = Files.list(home)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new CommandException(ExitCode.FAILED, "Cannot list '" + home + "': " + failure.getMessage() + ".",
                    failure);
        }
    }

    /** Removes the reports of earlier runs: what is there afterwards is from this one. */
    static void delete(Path home) throws CommandException {
        for (Path report : files(home)) {
            try {
                Files.delete(report);
            } catch (IOException failure) {
                throw new CommandException(ExitCode.FAILED,
                        "Cannot delete the old test report '" + report + "': " + failure.getMessage() + ".", failure);
            }
        }
    }

    static TestReports read(Path home) throws CommandException {
        int tests = 0;
        int failed = 0;
        int skipped = 0;
        for (Path report : files(home)) {
            try (InputStream in = Files.newInputStream(report)) {
                XMLStreamReader suite = suite(in);
                tests += number(suite, "tests");
                failed += number(suite, "failures") + number(suite, "errors");
                skipped += number(suite, "skipped");
            } catch (IOException | XMLStreamException broken) {
                throw new CommandException(ExitCode.FAILED,
                        "Cannot read the test report '" + report + "': " + broken.getMessage() + ".", broken);
            }
        }
        return new TestReports(tests - failed - skipped, failed, skipped);
    }

    private static List<Path> files(Path home) throws CommandException {
        var reports = new ArrayList<Path>();
        for (String module : modules(home)) {
            Path folder = home.resolve(module).resolve("target/surefire-reports");
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).forEach(reports::add);
                } catch (IOException failure) {
                    throw new CommandException(ExitCode.FAILED,
                            "Cannot list '" + folder + "': " + failure.getMessage() + ".", failure);
                }
            }
        }
        return reports;
    }

    private static XMLStreamReader suite(InputStream in) throws XMLStreamException {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader reader = factory.createXMLStreamReader(in);
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            // up to the root element, <testsuite>
        }
        return reader;
    }

    private static int number(XMLStreamReader suite, String attribute) {
        String value = suite.getAttributeValue(null, attribute);
        return value == null ? 0 : Integer.parseInt(value);
    }
}
