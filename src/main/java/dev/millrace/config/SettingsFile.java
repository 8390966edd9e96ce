package dev.millrace.config;

import dev.millrace.config.SettingsLoader.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the YAML file of settings: nested maps whose leaves are scalars or lists of them, flattened to keys such as
 * {@code api.port}. A list is joined by commas, as it is written in a variable.
 */
final class SettingsFile {
    private final Path file;
    private final Set<String> known;
    private final Expansion expansion;
    private final Map<String, Value> values;
    private final List<String> problems;

    private SettingsFile(
            Path file, Set<String> known, Expansion expansion, Map<String, Value> values, List<String> problems) {
        this.file = file;
        this.known = known;
        this.expansion = expansion;
        this.values = values;
        this.problems = problems;
    }

    static void read(
            Path file, Set<String> known, Expansion expansion, Map<String, Value> values, List<String> problems) {
        try {
            Optional<Node> root = new Compose(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .composeString(Files.readString(file));
            root.ifPresent(node -> new SettingsFile(file, known, expansion, values, problems).flatten("", node));
        } catch (IOException e) {
            problems.add("cannot read the settings file " + file + ": " + e.getMessage());
        } catch (YamlEngineException e) {
            problems.add("the settings file is not YAML: " + e.getMessage());
        }
    }

    private void flatten(String prefix, Node node) {
        switch (node) {
            case MappingNode mapping ->
                mapping.getValue().forEach(entry -> flatten(key(prefix, entry), entry.getValueNode()));
            case ScalarNode scalar when known.contains(prefix) -> put(prefix, scalar.getValue(), node);
            case SequenceNode sequence
            when known.contains(prefix) && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance) ->
                put(prefix, joined(sequence), node);
            default ->
                problems.add("unknown setting `%s` (%s); there is: %s"
                        .formatted(prefix, origin(node), String.join(", ", known)));
        }
    }

    private void put(String key, String text, Node node) {
        values.put(key, expansion.expand(key, text, origin(node)));
    }

    private static String joined(SequenceNode sequence) {
        return sequence.getValue().stream()
                .map(item -> ((ScalarNode) item).getValue())
                .collect(Collectors.joining(","));
    }

    private static String key(String prefix, NodeTuple entry) {
        String name = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    private String origin(Node node) {
        return file
                + node.getStartMark()
                        .map(mark -> " line " + (mark.getLine() + 1))
                        .orElse("");
    }
}
