package dev.crema.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ProxyArchitectureTest {
    private static final String ROOT = "dev.crema.proxy.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.crema.proxy");

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.crema.proxy.(**)")
                .should()
                .beFreeOfCycles()
                .because(
                        "a package can only be understood, tested or replaced alone if nothing it uses leads back to it")
                .check(CLASSES);
    }

    @Test
    void theCanonicalLanguageKnowsNobody() {
        classes()
                .that()
                .resideInAPackage(ROOT + "chat")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "chat", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                .because("wire formats and backends meet in it; whatever it knew, all of them would know")
                .check(CLASSES);
    }

    @Test
    void theHttpPiecesKnowOnlyTheCanonicalLanguage() {
        classes()
                .that()
                .resideInAPackage(ROOT + "http")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "http", ROOT + "chat", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                .because("both protocols share them, and they are tested with streams instead of a server")
                .check(CLASSES);
    }

    @Test
    void onlyTheServerKnowsItsLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .because("the HTTP library must be replaceable without touching protocols or backends")
                .check(CLASSES);
    }

    @Test
    void nobodyKnowsTheServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "server..")
                .because("the server puts the parts together; a part that needs it belongs into it")
                .check(CLASSES);
    }

    @Test
    void theProtocolsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "anthropic..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "openai..")
                .because("what they share is said in the canonical language")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "openai..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "anthropic..")
                .because("what they share is said in the canonical language")
                .check(CLASSES);
    }

    @Test
    void backendsDoNotKnowWireFormats() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "backend..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "anthropic..", ROOT + "openai..", ROOT + "http..")
                .because("a backend answers a conversation, whichever protocol it came in")
                .check(CLASSES);
    }

    @Test
    void theProxyKnowsNoWindows() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "java.awt..", "javax.swing..", "dorkbox..", "picocli..")
                .because("the proxy runs headless; app is the only module with a user interface")
                .check(CLASSES);
    }

    @Test
    void watchingIsOneWay() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "observe..", ROOT + "route..", ROOT + "config..", ROOT + "normalize..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "anthropic..", ROOT + "openai..", ROOT + "backend.lite..", ROOT + "http..")
                .because("counters, routing, configuration and hygiene work on the canonical language alone")
                .check(CLASSES);
    }
}
