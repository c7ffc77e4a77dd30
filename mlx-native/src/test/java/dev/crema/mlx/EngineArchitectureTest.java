package dev.crema.mlx;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.crema.mlx.kv.KvFormat;
import org.junit.jupiter.api.Test;

class EngineArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.crema.mlx");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.crema.mlx.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a room is understood alone only if nothing it uses uses it back")
                .check(CLASSES);
    }

    @Test
    void onlyTheBindingKnowsJna() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.crema.mlx.binding..")
                .and()
                .resideOutsideOfPackage("dev.crema.mlx.hardware..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("how native code is called may change; who calls it must not")
                .check(CLASSES);
    }

    @Test
    void onlyArraysAndOperationsCallTheShimForTensors() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.crema.mlx.model..",
                        "dev.crema.mlx.embed..",
                        "dev.crema.mlx.kv..",
                        "dev.crema.mlx.sample..",
                        "dev.crema.mlx.tokenizer..",
                        "dev.crema.mlx.weights..",
                        "dev.crema.mlx.jinja..")
                .should()
                .dependOnClassesThat()
                .haveSimpleName("Shim")
                .because("handles stay inside array and ops, where their ownership is stated")
                .check(CLASSES);
    }

    @Test
    void filesOfModelsKnowNoNativeArrays() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.crema.mlx.weights..", "dev.crema.mlx.tokenizer..", "dev.crema.mlx.jinja..")
                .should()
                .dependOnClassesThat()
                .haveSimpleName("MlxArray")
                .because("they are used by request threads, and arrays belong to the engine thread")
                .check(CLASSES);
    }

    @Test
    void theEngineKnowsNoHttpAndNoWindows() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.crema.proxy..", "dev.crema.app..", "io.javalin..", "javafx..", "java.awt..")
                .because("the engine is a library: nothing points back to its users")
                .check(CLASSES);
    }

    @Test
    void allThatUsersOfTheEngineNeedIsInFiveRooms() {
        classes()
                .that()
                .resideInAPackage("dev.crema.mlx.engine..")
                .and()
                .arePublic()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "org.slf4j..",
                                "dev.crema.mlx.engine..",
                                "dev.crema.mlx.binding..",
                                "dev.crema.mlx.kv.disk..",
                                "dev.crema.mlx.model..",
                                "dev.crema.mlx.sample..",
                                "dev.crema.mlx.tokenizer..",
                                "dev.crema.mlx.weights..")
                        .or(equivalentTo(KvFormat.class)))
                .because(
                        "the public face speaks of requests and models, not of arrays and caches; only the store on the SSD"
                                + " is its users', who share it between engines")
                .check(CLASSES);
    }
}
