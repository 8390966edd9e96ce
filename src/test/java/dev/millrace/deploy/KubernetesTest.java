package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsLoader;
import dev.millrace.testing.Ended;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The overlays for Kubernetes as kubectl renders them: against the schemas of Kubernetes, and against the server. */
class KubernetesTest {
    private static final Path FOLDER = DeployTools.ROOT.resolve("deploy/kubernetes");
    private static final Map<String, Class<?>> KINDS = Map.of(
            "ConfigMap", ConfigMap.class,
            "Deployment", Deployment.class,
            "HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "Ingress", Ingress.class,
            "NetworkPolicy", NetworkPolicy.class,
            "PersistentVolumeClaim", PersistentVolumeClaim.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "Secret", Secret.class,
            "Service", Service.class,
            "ServiceAccount", ServiceAccount.class);

    /** Takes no field that a kind does not have; the classes themselves would keep such fields. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Serial
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DeployTools.require();
    }

    private static String rendered(String overlay) {
        Ended ended = Ended.of(
                FOLDER,
                Map.of(),
                List.of(
                        DeployTools.kubectl(),
                        "kustomize",
                        FOLDER.resolve("overlays/" + overlay).toString()));
        assertThat(ended.status()).as(ended.printed()).isZero();
        return ended.printed();
    }

    private static List<JsonNode> objects(String yaml) {
        List<JsonNode> objects = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(yaml)
                .forEach(object -> objects.add(new ObjectMapper().valueToTree(object)));
        return objects;
    }

    private static JsonNode only(String overlay, String kind) {
        List<JsonNode> found = objects(rendered(overlay)).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    private static JsonNode pod(String overlay) {
        return only(overlay, "Deployment").path("spec").path("template").path("spec");
    }

    private static void read(JsonNode object) throws JsonProcessingException {
        Class<?> kind = KINDS.get(object.path("kind").asText());
        assertThat(kind).as(object.path("kind").asText()).isNotNull();
        assertThat(STRICT.treeToValue(object, kind)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster"})
    void overlays_fit_the_schemas_of_kubernetes(String overlay) throws IOException {
        String yaml = rendered(overlay);
        Path file = Files.writeString(folder.resolve("rendered.yaml"), yaml);
        Ended ended = DeployTools.lint("kubernetes", file, FOLDER.resolve("secret.example.yaml"));
        assertThat(ended.printed()).isEmpty();
        assertThat(ended.status()).isZero();
        for (JsonNode object : objects(yaml)) {
            read(object);
        }
        read(objects(DeployTools.read(FOLDER.resolve("secret.example.yaml"))).getFirst());
    }

    @Test
    void faults_are_found() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: wrong}
                spec: {replicas: many}
                """);
        Ended ended = DeployTools.lint("kubernetes", file);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.printed()).contains("selector", "template");
        JsonNode misspelt =
                objects("{apiVersion: v1, kind: Service, spec: {port: []}}").getFirst();
        assertThatThrownBy(() -> read(misspelt)).hasMessageContaining("\"port\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster"})
    void a_pod_has_longer_to_stop_than_the_server_takes(String overlay) throws IOException {
        JsonNode pod = pod(overlay);
        int pause = pod.path("containers")
                .path(0)
                .path("lifecycle")
                .path("preStop")
                .path("exec")
                .path("command")
                .path(1)
                .asInt();
        assertThat(pause).isPositive();
        Settings settings = settings();
        assertThat(pod.path("terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(
                        pause + (int) settings.engine().shutdownTimeout().toSeconds() + 10);
    }

    /** What the server makes of its file of settings there. */
    private Settings settings() {
        return SettingsLoader.load(FOLDER.resolve("base/millrace.yaml"), Environment.of(Map.of()), Map.of());
    }

    @Test
    void the_settings_are_such_that_the_server_takes() {
        assertThat(settings().api().host()).isEqualTo("0.0.0.0");
        assertThat(settings().dataDir()).isEqualTo(Path.of("/data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster"})
    void a_pod_may_do_nothing_that_it_does_not_need(String overlay) {
        JsonNode pod = pod(overlay);
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        assertThat("USER %d:%d"
                        .formatted(
                                pod.path("securityContext").path("runAsUser").asInt(),
                                pod.path("securityContext").path("runAsGroup").asInt()))
                .isIn(DockerImage.lines("runtime"));
        JsonNode container = pod.path("containers").path(0).path("securityContext");
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.path("capabilities").path("drop").path(0).asText()).isEqualTo("ALL");
    }

    @Test
    void one_server_is_replaced_and_never_doubled() {
        JsonNode spec = only("single", "Deployment").path("spec");
        assertThat(spec.path("replicas").asInt()).isEqualTo(1);
        assertThat(spec.path("strategy").path("type").asText()).isEqualTo("Recreate");
        assertThat(pod("single")
                        .path("volumes")
                        .path(0)
                        .path("persistentVolumeClaim")
                        .path("claimName")
                        .asText())
                .isEqualTo(only("single", "PersistentVolumeClaim")
                        .path("metadata")
                        .path("name")
                        .asText());
    }

    @Test
    void a_cluster_grows_with_what_waits() {
        assertThat(only("cluster", "Deployment").path("spec").has("replicas")).isFalse();
        JsonNode scaler = only("cluster", "HorizontalPodAutoscaler").path("spec");
        assertThat(scaler.path("metrics").findValuesAsText("name")).contains("millrace_executions_queued");
        assertThat(Metrics.named(Metrics.ofDashboard())).contains("millrace_executions_queued");
        assertThat(scaler.path("minReplicas").asInt())
                .isGreaterThan(only("cluster", "PodDisruptionBudget")
                        .path("spec")
                        .path("maxUnavailable")
                        .asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "cluster"})
    void selectors_select_what_is_labelled(String overlay) {
        JsonNode labels = only(overlay, "Deployment")
                .path("spec")
                .path("template")
                .path("metadata")
                .path("labels");
        assertThat(only(overlay, "Service").path("spec").path("selector")).isEqualTo(labels);
        for (JsonNode object : objects(rendered(overlay))) {
            JsonNode spec = object.path("spec");
            for (JsonNode selector : List.of(spec.path("selector"), spec.path("podSelector"))) {
                if (selector.has("matchLabels")) {
                    assertThat(selector.path("matchLabels"))
                            .as(object.path("kind").asText())
                            .isEqualTo(labels);
                }
            }
        }
        TreeSet<String> namespaces = new TreeSet<>();
        objects(rendered(overlay))
                .forEach(object ->
                        namespaces.add(object.path("metadata").path("namespace").asText()));
        assertThat(namespaces).containsExactly("millrace");
    }
}
