package dev.millrace.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.workflow.Operations;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Runs the operations {@code github.*}. Thread-safe. */
final class GitHub {
    private static final Pattern REPOSITORY = Pattern.compile("[\\w-][\\w.-]*/[\\w-][\\w.-]*");
    private static final int PAGE = 100;
    private static final int MOST_COMMENTS = 1_000;

    private final GitHubApi api;

    GitHub(GitHubApi api) {
        this.api = api;
    }

    Outcome run(OperationInputs inputs, Visit visit) throws IOException, InterruptedException {
        return inputs.operation().equals(Operations.GITHUB_BATCH)
                ? new GitHubBatch(this, inputs, visit).run()
                : Outcome.answered(act(inputs, visit), false);
    }

    /**
     * Does one thing; what came of it.
     *
     * @throws InvalidInputs when the inputs do not do
     */
    Map<String, Object> act(OperationInputs inputs, Visit visit) throws IOException, InterruptedException {
        return switch (inputs.operation()) {
            case "github.get_issue" -> getIssue(inputs, visit);
            case "github.get_pr" -> getPull(inputs, visit);
            case "github.create_issue" -> createIssue(inputs, visit);
            case "github.create_pr" -> createPull(inputs, visit);
            case "github.add_labels" -> addLabels(inputs, visit);
            case "github.add_comment" -> addComment(inputs, visit);
            case "github.list_comments" -> listComments(inputs, visit);
            default -> throw new InvalidInputs("there is no operation `%s`".formatted(inputs.operation()));
        };
    }

    private String repository(OperationInputs inputs) {
        String repository = inputs.text("repo").isEmpty() ? api.repository() : inputs.text("repo");
        if (repository.isEmpty()) {
            throw new InvalidInputs(
                    "%s does not know of which repository; give `repo` or set github.repository, as owner/name"
                            .formatted(inputs.operation()));
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new InvalidInputs("repo must be owner/name, not `%s`".formatted(repository));
        }
        return "/repos/" + repository;
    }

    private static int number(OperationInputs inputs) {
        return inputs.number("number", Integer.MAX_VALUE);
    }

    private Map<String, Object> getIssue(OperationInputs inputs, Visit visit) throws IOException, InterruptedException {
        List<String> fields = GitHubFields.ofIssue(inputs.texts("fields"));
        return GitHubFields.issue(api.get(repository(inputs) + "/issues/" + number(inputs), visit), fields);
    }

    private Map<String, Object> getPull(OperationInputs inputs, Visit visit) throws IOException, InterruptedException {
        List<String> fields = GitHubFields.ofPull(inputs.texts("fields"));
        return GitHubFields.pull(api.get(repository(inputs) + "/pulls/" + number(inputs), visit), fields);
    }

    private Map<String, Object> createIssue(OperationInputs inputs, Visit visit)
            throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", inputs.requiredText("title"));
        body.put("body", inputs.text("body"));
        body.put("labels", inputs.texts("labels"));
        body.put("assignees", inputs.texts("assignees"));
        return created(api.post(repository(inputs) + "/issues", body, visit));
    }

    /** A pull request that is there already is as good as one that was made. */
    private Map<String, Object> createPull(OperationInputs inputs, Visit visit)
            throws IOException, InterruptedException {
        String repository = repository(inputs);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", inputs.requiredText("title"));
        body.put("head", inputs.requiredText("head"));
        body.put("base", inputs.requiredText("base"));
        body.put("body", inputs.text("body"));
        body.put("draft", List.of("true", "draft").contains(inputs.text("draft")));
        try {
            Map<String, Object> pull = created(api.post(repository + "/pulls", body, visit));
            pull.put("already_exists", "false");
            return pull;
        } catch (GitHubApi.Refused e) {
            if (e.status() != 422 || !String.valueOf(e.getMessage()).contains("already exists")) {
                throw e;
            }
            Map<String, Object> pull = existingPull(repository, inputs, visit);
            pull.put("already_exists", "true");
            return pull;
        }
    }

    private Map<String, Object> existingPull(String repository, OperationInputs inputs, Visit visit)
            throws IOException, InterruptedException {
        String head = inputs.text("head");
        String owner = repository.split("/")[2];
        String query = "?state=open&base=%s&head=%s"
                .formatted(encoded(inputs.text("base")), encoded(head.contains(":") ? head : owner + ":" + head));
        JsonNode pulls = api.get(repository + "/pulls" + query, visit);
        if (pulls.isEmpty()) {
            throw new IOException("GitHub says that a pull request of `%s` exists, but shows none".formatted(head));
        }
        return created(pulls.path(0));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, Object> created(JsonNode node) {
        Map<String, Object> created = new LinkedHashMap<>();
        created.put("number", node.path("number").asText());
        created.put("url", node.path("html_url").asText());
        return created;
    }

    private Map<String, Object> addLabels(OperationInputs inputs, Visit visit)
            throws IOException, InterruptedException {
        List<String> labels = inputs.texts("labels");
        if (labels.isEmpty()) {
            throw new InvalidInputs("github.add_labels needs the input `labels`, which is empty");
        }
        var _ = api.post(repository(inputs) + "/issues/" + number(inputs) + "/labels", Map.of("labels", labels), visit);
        return Map.of("labels", String.join(",", labels));
    }

    private Map<String, Object> addComment(OperationInputs inputs, Visit visit)
            throws IOException, InterruptedException {
        JsonNode comment = api.post(
                repository(inputs) + "/issues/" + number(inputs) + "/comments",
                Map.of("body", inputs.requiredText("body")),
                visit);
        Map<String, Object> added = new LinkedHashMap<>();
        added.put("comment_id", comment.path("id").asText());
        added.put("url", comment.path("html_url").asText());
        return added;
    }

    private Map<String, Object> listComments(OperationInputs inputs, Visit visit)
            throws IOException, InterruptedException {
        String path = repository(inputs) + "/issues/" + number(inputs) + "/comments";
        int limit = inputs.number("limit", MOST_COMMENTS, MOST_COMMENTS);
        int size = Math.min(PAGE, limit);
        List<Map<String, Object>> comments = new ArrayList<>();
        for (int page = 1; comments.size() < limit; page++) {
            JsonNode found = api.get("%s?per_page=%d&page=%d".formatted(path, size, page), visit);
            for (JsonNode comment : found) {
                if (comments.size() < limit) {
                    comments.add(GitHubFields.comment(comment));
                }
            }
            if (found.size() < size) {
                break;
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("comments", comments);
        answer.put("total", comments.size());
        return answer;
    }
}
