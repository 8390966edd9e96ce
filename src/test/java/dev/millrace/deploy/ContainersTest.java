package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.Environment;
import dev.millrace.config.Setting;
import dev.millrace.config.SettingsLoader;
import dev.millrace.testing.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** That the files about containers agree with each other and with the server: what no schema knows. */
class ContainersTest {
    private static final Path ROOT = DeployTools.ROOT;
    private static final List<String> COMPOSE_FILES = List.of(
            "docker-compose.yml", "docker-compose.dev.yml", "docker-compose.prod.yml", "docker-compose.test.yaml");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(:[-?])?");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^#?([A-Z_]+)=(.*)$");

    @TempDir
    private Path folder;

    private static JsonNode yaml(String name) {
        Object data = new Load(LoadSettings.builder().build()).loadFromString(DeployTools.read(ROOT.resolve(name)));
        return new ObjectMapper().valueToTree(data);
    }

    private static Set<String> assigned(String name) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = ASSIGNMENT.matcher(DeployTools.read(ROOT.resolve(name)));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    @Test
    void every_variable_has_a_default_or_is_explained() {
        Set<String> known = assigned(".env.default");
        known.addAll(assigned(".env.example"));
        // Of the one who calls, not of this installation.
        known.addAll(Set.of("CI", "TARGET"));
        for (String name : COMPOSE_FILES) {
            Matcher variable = VARIABLE.matcher(DeployTools.read(ROOT.resolve(name)));
            while (variable.find()) {
                assertThat(variable.group(2))
                        .as("%s: ${%s} has a default, or says where to set it", name, variable.group(1))
                        .isNotNull();
                if (":?".equals(variable.group(2))) {
                    assertThat(assigned(".env.example")).as(name).contains(variable.group(1));
                } else {
                    assertThat(known).as(name).contains(variable.group(1));
                }
            }
        }
    }

    @Test
    void defaults_for_containers_are_no_settings_of_the_server_that_is_started_beside_them() {
        Environment environment = Environment.of(Map.of());
        Set<String> variables = new TreeSet<>();
        for (Setting setting : SettingsLoader.explain(null, environment)) {
            variables.add(setting.key().toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        assertThat(variables).contains("API_PORT", "DATABASE_URL");
        assertThat(assigned(".env.default")).isNotEmpty().doesNotContainAnyElementsOf(variables);
    }

    @Test
    void files_that_compose_files_mount_are_there_and_volumes_are_declared() {
        Set<String> declared = new TreeSet<>();
        for (String name : COMPOSE_FILES) {
            yaml(name).path("volumes").fieldNames().forEachRemaining(declared::add);
        }
        assertThat(declared).contains("mysql-data", "redis-data");
        for (String name : COMPOSE_FILES) {
            for (JsonNode service : yaml(name).path("services")) {
                for (JsonNode volume : service.path("volumes")) {
                    String source = volume.textValue().replaceFirst("^(\\$\\{[^}]*}|[^:]*):.*", "$1");
                    if (source.startsWith(".")) {
                        assertThat(ROOT.resolve(source)).exists();
                    } else if (!source.startsWith("$")) {
                        assertThat(declared).as(name).contains(source);
                    }
                }
            }
        }
    }

    @Test
    void targets_that_are_built_are_stages_of_the_dockerfile() {
        String dockerfile = DeployTools.read(ROOT.resolve("Dockerfile"));
        for (String target : List.of("dev", "prod", "browsers")) {
            assertThat(dockerfile).containsPattern("(?m)^FROM \\S+ AS " + target + "$");
        }
        for (String name : COMPOSE_FILES) {
            String target = yaml(name)
                    .path("services")
                    .path("app")
                    .path("build")
                    .path("target")
                    .asText();
            assertThat(Set.of("dev", "prod", "${MILLRACE_TARGET:-prod}", ""))
                    .as(name)
                    .contains(target);
        }
    }

    @Test
    void the_server_has_longer_to_stop_than_it_takes() {
        String grace = yaml("docker-compose.yml")
                .path("services")
                .path("app")
                .path("stop_grace_period")
                .asText();
        String timeout = SettingsLoader.explain(null, Environment.of(Map.of())).stream()
                .filter(setting -> setting.key().equals("engine.shutdown_timeout"))
                .map(Setting::value)
                .findFirst()
                .orElseThrow();
        assertThat(Integer.parseInt(grace.replace("s", "")))
                .isGreaterThanOrEqualTo(Integer.parseInt(timeout.replace("s", "")) + 10);
    }

    @Test
    void the_image_runs_as_a_user_without_rights_and_says_how_it_is() {
        List<String> stage = DockerImage.lines("runtime");
        assertThat(stage).contains("USER 10001:10001", "STOPSIGNAL SIGTERM");
        assertThat(stage.indexOf("USER 10001:10001")).isGreaterThan(lastRun(stage));
        assertThat(String.join("\n", stage)).contains("HEALTHCHECK");
        assertThat(DockerImage.lines("browsers")).last().isEqualTo("USER 10001:10001");
        assertThat(DockerImage.lines("prod")).isEmpty();
    }

    private static int lastRun(List<String> stage) {
        int last = 0;
        for (int i = 0; i < stage.size(); i++) {
            last = stage.get(i).startsWith("RUN") ? i : last;
        }
        return last;
    }

    @Test
    void everything_that_the_build_copies_is_sent_to_it() {
        List<String> ignored =
                DeployTools.read(ROOT.resolve(".dockerignore")).lines().toList();
        assertThat(ignored)
                .contains("*", "!deploy/container", "!src", "!pom.xml", "!mvnw", "!scripts", "!api", "!.mvn");
        for (String line : ignored) {
            if (line.startsWith("!")) {
                assertThat(ROOT.resolve(line.substring(1))).exists();
            }
        }
    }

    /** A program in place of Docker that writes down what it is called with. */
    private Ended script(String stack, List<String> arguments) throws IOException {
        Path docker = folder.resolve("docker");
        Files.writeString(docker, "#!/bin/sh\nprintf '%s ' \"$@\"\necho\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));
        for (String name : List.of("docker-scripts.sh", ".env.default")) {
            Files.copy(ROOT.resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve(".env"), "MYSQL_PASSWORD=a\n");
        List<String> command = new ArrayList<>(
                List.of("bash", folder.resolve("docker-scripts.sh").toString()));
        command.addAll(arguments);
        return Ended.of(folder, Map.of("MILLRACE_DOCKER", docker.toString(), "STACK", stack), command);
    }

    private static final String VARIABLES = "compose --env-file .env.default --env-file .env ";
    private static final String DEV = VARIABLES + "-f docker-compose.yml -f docker-compose.dev.yml ";
    private static final String PROD = VARIABLES + "-f docker-compose.yml -f docker-compose.prod.yml ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dev-up           | dev  | DEV up --detach --build
                    dev-down         | dev  | DEV down
                    prod-up          | dev  | PROD up --detach --build --wait
                    prod-down        | dev  | PROD down
                    build            | dev  | build --target prod --tag millrace:latest .
                    build browsers   | dev  | build --target browsers --tag millrace:browsers .
                    logs mysql       | prod | PROD logs --follow --tail=200 mysql
                    exec ls -l       | dev  | DEV exec app ls -l
                    exec             | prod | PROD exec app bash
                    test             | dev  | TEST run --rm --build app
                    clean            | dev  | DEV down --rmi local --remove-orphans
                    clean --volumes  | prod | PROD down --rmi local --remove-orphans --volumes
                    """)
    void commands_of_the_script_call_docker(String command, String stack, String expected) throws IOException {
        Ended ended = script(stack, List.of(command.split(" ")));
        assertThat(ended.status()).isZero();
        assertThat(ended.printed().lines().findFirst().orElseThrow().strip())
                .isEqualTo(expected.replace("DEV ", DEV)
                        .replace("PROD ", PROD)
                        .replace("TEST ", VARIABLES + "-f docker-compose.test.yaml "));
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, dev, nonsense",
        "build nonsense, dev, nonsense",
        "clean --all, dev, --volumes",
        "logs, nonsense, STACK"
    })
    void what_the_script_does_not_know_it_refuses(String command, String stack, String hint) throws IOException {
        Ended ended = script(stack, List.of(command.split(" ")));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).contains("docker-scripts.sh: ").contains(hint);
    }

    @Test
    void without_passwords_nothing_is_started() throws IOException {
        for (String name : List.of("docker-scripts.sh", ".env.default")) {
            Files.copy(ROOT.resolve(name), folder.resolve(name));
        }
        Ended ended = Ended.of(
                folder,
                Map.of("MILLRACE_DOCKER", "true"),
                List.of("bash", folder.resolve("docker-scripts.sh").toString(), "prod-up"));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).contains("copy .env.example");
    }
}
