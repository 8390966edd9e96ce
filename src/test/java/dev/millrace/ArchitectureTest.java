package dev.millrace;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.access.AnyCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.NodesOnly;
import dev.millrace.access.Open;
import dev.millrace.store.Transaction;
import jakarta.ws.rs.HttpMethod;

/** The package rules of ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packages_use_only_what_they_may = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("dev.millrace.cli..")
            .layer("server")
            .definedBy("dev.millrace.server..")
            .layer("diagram")
            .definedBy("dev.millrace.diagram..")
            .layer("files")
            .definedBy("dev.millrace.files..")
            .layer("catalog")
            .definedBy("dev.millrace.catalog..")
            .layer("mcp")
            .definedBy("dev.millrace.mcp..")
            .layer("execution")
            .definedBy("dev.millrace.execution..")
            .layer("robot")
            .definedBy("dev.millrace.robot..")
            .layer("session")
            .definedBy("dev.millrace.session..")
            .layer("workflow")
            .definedBy("dev.millrace.workflow..")
            .layer("access")
            .definedBy("dev.millrace.access..")
            .layer("secret")
            .definedBy("dev.millrace.secret..")
            .layer("expression")
            .definedBy("dev.millrace.expression..")
            .layer("forward")
            .definedBy("dev.millrace.forward..")
            .layer("process")
            .definedBy("dev.millrace.process..")
            .layer("live")
            .definedBy("dev.millrace.live..")
            .layer("socket")
            .definedBy("dev.millrace.socket..")
            .layer("http")
            .definedBy("dev.millrace.http..")
            .layer("network")
            .definedBy("dev.millrace.network..")
            .layer("logging")
            .definedBy("dev.millrace.logging..")
            .layer("cache")
            .definedBy("dev.millrace.cache..")
            .layer("store")
            .definedBy("dev.millrace.store..")
            .layer("cluster")
            .definedBy("dev.millrace.cluster..")
            .layer("tracing")
            .definedBy("dev.millrace.tracing..")
            .layer("config")
            .definedBy("dev.millrace.config..")
            .whereLayer("cli")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("diagram")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("files")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("execution")
            .mayOnlyBeAccessedByLayers("cli", "mcp", "session", "robot")
            .whereLayer("robot")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("mcp")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("mcp")
            .whereLayer("workflow")
            .mayOnlyBeAccessedByLayers("diagram", "files", "execution", "mcp", "cli", "server")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers(
                    "robot",
                    "forward",
                    "cli",
                    "secret",
                    "socket",
                    "catalog",
                    "workflow",
                    "diagram",
                    "execution",
                    "mcp",
                    "session",
                    "server")
            .whereLayer("forward")
            .mayOnlyBeAccessedByLayers("robot", "session")
            .whereLayer("secret")
            .mayOnlyBeAccessedByLayers("workflow", "execution")
            .whereLayer("expression")
            .mayOnlyBeAccessedByLayers("workflow", "diagram", "execution", "session")
            .whereLayer("process")
            .mayOnlyBeAccessedByLayers("cli", "execution", "session", "server")
            .whereLayer("live")
            .mayOnlyBeAccessedByLayers("catalog", "execution", "mcp", "session", "http", "socket", "server", "workflow")
            .whereLayer("socket")
            .mayOnlyBeAccessedByLayers("robot", "catalog", "execution", "session")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers(
                    "robot",
                    "forward",
                    "access",
                    "secret",
                    "socket",
                    "catalog",
                    "cli",
                    "workflow",
                    "diagram",
                    "execution",
                    "mcp",
                    "session",
                    "server")
            .whereLayer("network")
            .mayOnlyBeAccessedByLayers("execution", "session")
            .whereLayer("logging")
            .mayOnlyBeAccessedByLayers("execution", "session", "socket", "http")
            .whereLayer("tracing")
            .mayOnlyBeAccessedByLayers("execution", "http", "server")
            .whereLayer("cache")
            .mayOnlyBeAccessedByLayers("catalog", "server")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers(
                    "robot",
                    "session",
                    "access",
                    "secret",
                    "socket",
                    "catalog",
                    "workflow",
                    "execution",
                    "http",
                    "cluster",
                    "cli",
                    "server")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers(
                    "robot",
                    "forward",
                    "cli",
                    "execution",
                    "session",
                    "live",
                    "access",
                    "cache",
                    "catalog",
                    "secret",
                    "server")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers(
                    "robot",
                    "access",
                    "cache",
                    "cluster",
                    "secret",
                    "catalog",
                    "cli",
                    "files",
                    "workflow",
                    "execution",
                    "mcp",
                    "session",
                    "socket",
                    "http",
                    "logging",
                    "server",
                    "tracing");

    @ArchTest
    static final ArchRule sql_is_in_stores = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Store")
            .and()
            .resideOutsideOfPackage("dev.millrace.store..")
            .should()
            .callMethodWhere(target(owner(type(Transaction.class))))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("org.jdbi.."))
            .because("a feature's SQL is in its store");

    @ArchTest
    static final ArchRule routes_say_who_may_call_them = methods()
            .that()
            .areMetaAnnotatedWith(HttpMethod.class)
            .should()
            .beAnnotatedWith(Needs.class)
            .orShould()
            .beAnnotatedWith(AnyCaller.class)
            .orShould()
            .beAnnotatedWith(Open.class)
            .orShould()
            .beAnnotatedWith(NodesOnly.class)
            .because("a route that says nothing is closed to everybody");

    @ArchTest
    static final ArchRule names_say_what_a_class_does = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule null_is_said = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(org.jspecify.annotations.NullMarked.class);
}
