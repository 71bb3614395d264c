package dev.linnet.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Who may depend on whom. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.linnet");

    @Test
    void every_module_is_looked_at() {
        for (String name : new String[] {"dev.linnet.display.Renderers", "dev.linnet.kernel.session.Session",
                "dev.linnet.experiment.Claims"}) {
            assertTrue(CLASSES.contain(name), name);
        }
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.linnet.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void the_library_does_not_know_the_kernel() {
        noClasses().that()
                .resideInAnyPackage("dev.linnet.attention..", "dev.linnet.experiment..", "dev.linnet.nn..",
                        "dev.linnet.rendering..", "dev.linnet.statetracking..", "dev.linnet.odeen..",
                        "dev.linnet.arrays..", "dev.linnet.cuda..", "dev.linnet.llm..", "dev.linnet.probe..",
                        "dev.linnet.verbal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.linnet.kernel..", "dev.linnet.magics..")
                .check(CLASSES);
    }

    @Test
    void the_kernel_does_not_know_the_library_nor_the_magics() {
        noClasses().that()
                .resideInAPackage("dev.linnet.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.linnet.attention..", "dev.linnet.experiment..", "dev.linnet.nn..",
                        "dev.linnet.rendering..", "dev.linnet.statetracking..", "dev.linnet.odeen..",
                        "dev.linnet.arrays..", "dev.linnet.cuda..", "dev.linnet.llm..", "dev.linnet.probe..",
                        "dev.linnet.verbal..",
                        "dev.linnet.magics..")
                .check(CLASSES);
    }

    @Test
    void display_depends_on_nothing() {
        noClasses().that()
                .resideInAPackage("dev.linnet.display..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dev.linnet.display..", "java..", "javax..")
                .check(CLASSES);
    }
}
