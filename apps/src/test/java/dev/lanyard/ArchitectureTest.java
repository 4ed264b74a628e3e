package dev.lanyard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/architecture.md: what knows what")
class ArchitectureTest {
    /**
     * A class of a protocol is an actor's or its logic. An actor's is one whose top-level class is named so that a reader expects
     * Akka there; everything else is logic.
     */
    private static final DescribedPredicate<JavaClass> PROTOCOL_LOGIC = describe(
            "protocol logic (classes in dev.lanyard.actors whose top-level name does not end in Actor, Command, Event or"
                    + " Protocol)",
            type -> type.getPackageName().startsWith("dev.lanyard.actors")
                    && !topLevel(type).getSimpleName().matches(".*(Actor|Command|Event|Protocol)"));

    private static JavaClasses classes;

    @BeforeAll
    static void load() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.lanyard");
        assertTrue(classes.contain("dev.lanyard.os.TapDevice"), "not all modules are on the class path");
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(type);
    }

    @Test
    @DisplayName("native ← link ← actors ← node ← simulator ← apps")
    void modulesDependOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("native")
                .definedBy("dev.lanyard.os..")
                .layer("link")
                .definedBy("dev.lanyard.link..")
                .layer("actors")
                .definedBy("dev.lanyard.actors..")
                .layer("node")
                .definedBy("dev.lanyard.node..")
                .optionalLayer("simulator")
                .definedBy("dev.lanyard.simulator..")
                .layer("apps")
                .definedBy("dev.lanyard.apps..")
                .whereLayer("apps")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("simulator")
                .mayOnlyBeAccessedByLayers("apps")
                .whereLayer("node")
                .mayOnlyBeAccessedByLayers("simulator", "apps")
                .whereLayer("actors")
                .mayOnlyBeAccessedByLayers("node", "simulator", "apps")
                .whereLayer("link")
                .mayOnlyBeAccessedByLayers("actors", "node", "simulator", "apps")
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.lanyard.(link|actors|apps).(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void everyClassIsInAModule() {
        noClasses()
                .should()
                .resideOutsideOfPackages(
                        "dev.lanyard.os..",
                        "dev.lanyard.link..",
                        "dev.lanyard.actors..",
                        "dev.lanyard.node..",
                        "dev.lanyard.simulator..",
                        "dev.lanyard.apps..")
                .check(classes);
    }

    @Test
    void onlyTheLowestModuleKnowsTheOperatingSystem() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lanyard.os..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(classes);
    }

    @Test
    @DisplayName("Protocol logic is sans-I/O: no Akka, threads or locks")
    void logicHasNoAkka() {
        noClasses()
                .that(PROTOCOL_LOGIC)
                .should()
                .dependOnClassesThat(resideInAPackage("akka..")
                        .or(resideInAPackage("scala.."))
                        .or(resideInAPackage("java.util.concurrent.locks"))
                        .or(assignableTo(Executor.class))
                        .or(assignableTo(Thread.class))
                        .or(assignableTo(Timer.class)))
                .check(classes);
    }

    @Test
    @DisplayName("Time and randomness are given to protocols and applications, never taken")
    void noClockOrRandomnessOfTheMachine() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.lanyard.actors..", "dev.lanyard.node..", "dev.lanyard.apps..")
                .and()
                .resideOutsideOfPackage("dev.lanyard.apps.cli..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(classes);
    }

    @Test
    @DisplayName("Many nodes live in one JVM: no static field changes")
    void noStaticState() {
        noFields()
                .that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .notBeFinal()
                .check(classes);
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(describe(
                        "a mutable holder",
                        type -> type.getName().startsWith("java.util.concurrent.atomic.")
                                || type.isAssignableTo(java.util.concurrent.ConcurrentMap.class)
                                || type.getName().matches("java\\.util\\.(Hash|LinkedHash|Tree)(Map|Set)")
                                || type.getName().matches("java\\.util\\.(ArrayList|ArrayDeque)")))
                .check(classes);
    }

    @Test
    void loggersAreConstants() {
        fields().that()
                .haveRawType(org.slf4j.Logger.class)
                .should()
                .beStatic()
                .andShould()
                .beFinal()
                .check(classes);
    }
}
