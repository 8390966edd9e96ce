package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What linters and schemas of others say of the files of deployment; and that they do say something of wrong ones. */
class LintTest {
    private static final Path ROOT = DeployTools.ROOT;
    private static final Path OBSERVABILITY = ROOT.resolve("deploy/observability");

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DeployTools.require();
    }

    private static void isClean(Ended ended) {
        assertThat(ended.printed()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("wrong"), content);
    }

    @Test
    void dockerfile() {
        isClean(DeployTools.lint("dockerfile", ROOT.resolve("Dockerfile")));
    }

    @Test
    void faults_of_dockerfiles_are_found() throws IOException {
        Ended ended = DeployTools.lint("dockerfile", file("FROM debian\nRUN apt-get update\nUSER\n"));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).contains(":1: Base Image Missing Tag", ":3: ");
    }

    @Test
    void compose_files() {
        isClean(DeployTools.lint(
                "compose",
                ROOT.resolve("docker-compose.yml"),
                ROOT.resolve("docker-compose.dev.yml"),
                ROOT.resolve("docker-compose.prod.yml"),
                ROOT.resolve("docker-compose.test.yaml"),
                ROOT.resolve(".devcontainer/docker-compose.yml")));
    }

    @Test
    void faults_of_compose_files_are_found() throws IOException {
        Ended ended = DeployTools.lint("compose", file("""
                services:
                  app: {image: a, restrat: always, stop_grace_period: soon}
                  app: {image: b}
                """));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).contains("Map keys must be unique");
        assertThat(DeployTools.lint("compose", file("services: {app: {image: a, restrat: x, stop_grace_period: soon}}"))
                        .printed())
                .contains("restrat", "duration");
    }

    @Test
    void workflows_of_github_actions() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
            isClean(DeployTools.lint("actions", files.toArray(Path[]::new)));
        }
    }

    @Test
    void faults_of_workflows_are_found() throws IOException {
        Ended ended = DeployTools.lint("actions", file("""
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    steps:
                      - run: echo ${{ github.nothing }}
                """));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).contains(":6: ", "nothing");
    }

    @Test
    void scripts_for_shells() throws IOException {
        List<String> command = new ArrayList<>(List.of(DeployTools.shellcheck()));
        for (String script : List.of("docker-scripts.sh", "millrace", "mvnw", ".ci/run", "deploy/lambda/run.sh")) {
            command.add(ROOT.resolve(script).toString());
        }
        try (Stream<Path> scripts = Files.list(ROOT.resolve("scripts"))) {
            scripts.map(Path::toString).sorted().forEach(command::add);
        }
        isClean(Ended.of(ROOT, Map.of(), command));
    }

    @Test
    void rules_of_alerts_and_their_tests() {
        Ended rules =
                Ended.of(OBSERVABILITY, Map.of(), List.of(DeployTools.promtool(), "check", "rules", "alerts.yml"));
        assertThat(rules.printed()).contains("SUCCESS");
        assertThat(rules.status()).isZero();
        Ended tests =
                Ended.of(OBSERVABILITY, Map.of(), List.of(DeployTools.promtool(), "test", "rules", "alerts.test.yml"));
        assertThat(tests.printed()).contains("SUCCESS");
        assertThat(tests.status()).isZero();
    }

    @Test
    void configuration_of_prometheus() throws IOException {
        for (String name : List.of("prometheus.yml", "alerts.yml")) {
            Files.copy(OBSERVABILITY.resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("millrace.key"), "mr_key");
        Ended ended = Ended.of(folder, Map.of(), List.of(DeployTools.promtool(), "check", "config", "prometheus.yml"));
        assertThat(ended.printed()).contains("SUCCESS");
        assertThat(ended.status()).isZero();
    }

    @Test
    void queries_of_the_dashboard() throws IOException {
        // As rules, since promtool reads queries in rules only; the variables of the dashboard have to have values.
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        List<String> queries = Metrics.ofDashboard();
        for (int i = 0; i < queries.size(); i++) {
            rules.append("      - record: query_%d\n        expr: '%s'\n"
                    .formatted(
                            i, queries.get(i).replace("$__rate_interval", "5m").replace("'", "''")));
        }
        Path file = Files.writeString(folder.resolve("dashboard.yml"), rules);
        Ended ended = Ended.of(folder, Map.of(), List.of(DeployTools.promtool(), "check", "rules", file.toString()));
        assertThat(ended.printed()).contains("SUCCESS: " + queries.size() + " rules found");
        assertThat(queries).hasSizeGreaterThan(30);
    }

    @Test
    void settings_of_editors_are_json() throws IOException {
        for (String name : List.of(
                ".devcontainer/devcontainer.json",
                ".vscode/extensions.json",
                ".vscode/launch.json",
                ".vscode/settings.json",
                ".vscode/tasks.json")) {
            assertThat(new ObjectMapper().readTree(ROOT.resolve(name).toFile())).isNotEmpty();
        }
    }
}
