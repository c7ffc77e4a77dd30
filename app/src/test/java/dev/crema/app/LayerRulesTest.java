package dev.crema.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules between the three rooms, and those of this one. */
class LayerRulesTest {
    private static final JavaClasses CREMA = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.crema");

    @Test
    void theEngineKnowsNeitherProxyNorApp() {
        noClasses()
                .that()
                .resideInAPackage("dev.crema.mlx..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.crema.proxy..", "dev.crema.app..")
                .because("the engine is an LLM engine and nothing else: it runs without HTTP and without windows")
                .check(CREMA);
    }

    @Test
    void theProxyDoesNotKnowTheApp() {
        noClasses()
                .that()
                .resideInAPackage("dev.crema.proxy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.crema.app..")
                .because("the proxy runs headless, started by whoever composes it")
                .check(CREMA);
    }

    @Test
    void onlyTheAppHasWindows() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.crema.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "java.awt..", "javax.swing..", "dorkbox..")
                .because("a server must start without a display")
                .check(CREMA);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        classes()
                .that()
                .resideOutsideOfPackage("dev.crema.app.cli..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("picocli..")
                .because("commands translate options into calls; what they call works without a console")
                .check(CREMA);
    }

    @Test
    void packagesOfTheAppHaveNoCycles() {
        slices().matching("dev.crema.app.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle is cheap to avoid from the first day and dear to remove later")
                .check(CREMA);
    }
}
