package dev.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The queries of dashboard and alerts, and the metrics that they ask for. */
final class Metrics {
    private static final Path FOLDER = DeployTools.ROOT.resolve("deploy/observability");

    /** What can be a metric: a word before the braces of its labels. */
    private static final Pattern SELECTED = Pattern.compile("\\b([a-z][a-z0-9_]*)\\{");

    private Metrics() {}

    static List<String> ofDashboard() {
        try {
            JsonNode dashboard = new ObjectMapper()
                    .readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
            return dashboard.path("panels").findValuesAsText("expr");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> ofAlerts() {
        Object rules =
                new Load(LoadSettings.builder().build()).loadFromString(DeployTools.read(FOLDER.resolve("alerts.yml")));
        return new ObjectMapper().valueToTree(rules).findValuesAsText("expr");
    }

    /** The names of metrics in queries; Prometheus itself makes {@code up}. */
    static Set<String> named(List<String> queries) {
        Set<String> names = new TreeSet<>();
        for (String query : queries) {
            Matcher matcher = SELECTED.matcher(query);
            List<String> found = new ArrayList<>();
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
            if (found.isEmpty()) {
                throw new AssertionError("there is no metric in: " + query);
            }
            names.addAll(found);
        }
        names.remove("up");
        return names;
    }
}
