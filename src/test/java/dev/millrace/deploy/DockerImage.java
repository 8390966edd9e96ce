package dev.millrace.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the Dockerfile says of a stage. */
final class DockerImage {
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

    private DockerImage() {}

    /** The instructions of a stage, each on one line; without its first. */
    static List<String> lines(String stage) {
        List<String> lines = new ArrayList<>();
        boolean within = false;
        String text = DeployTools.read(DeployTools.ROOT.resolve("Dockerfile"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"))
                .replaceAll("\\\\\\n\\s*", "");
        for (String line : text.split("\n")) {
            if (line.startsWith("FROM ")) {
                within = line.endsWith(" AS " + stage);
            } else if (within && !line.isBlank()) {
                lines.add(line.strip());
            }
        }
        return lines;
    }

    /** The words of an instruction that is written as a list. */
    static List<String> words(String stage, String instruction) {
        for (String line : lines(stage)) {
            if (line.startsWith(instruction + " ")) {
                try {
                    return List.of(new ObjectMapper().readValue(line.substring(line.indexOf('[')), String[].class));
                } catch (JsonProcessingException e) {
                    throw new AssertionError(line, e);
                }
            }
        }
        throw new AssertionError("the stage has no " + instruction);
    }

    /** The variables that a stage sets. */
    static Map<String, String> environment(String stage) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : lines(stage)) {
            if (line.startsWith("ENV ")) {
                Matcher matcher = VARIABLE.matcher(line.substring(4));
                while (matcher.find()) {
                    variables.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
                }
            }
        }
        return variables;
    }
}
