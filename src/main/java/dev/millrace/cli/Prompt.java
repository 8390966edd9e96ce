package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.workflow.Closest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Understands the lines of a prompt: keywords with their parameters, and a few words of its own.
 *
 * @param session what the keywords are called in
 */
record Prompt(SessionClient session, Keywords keywords, Terminal terminal) {
    private static final List<String> OWN = List.of("elements", "exit", "help", "screenshot", "source");

    /**
     * Does what a line says; whether another one may follow. Throws when it cannot be done.
     */
    boolean answer(String line) throws InterruptedException {
        List<String> words = Words.of(line);
        if (words.isEmpty() || words.getFirst().startsWith("#")) {
            return true;
        }
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "exit", "quit" -> {
                return false;
            }
            case "help" -> help(rest);
            case "elements" ->
                SessionElementsCommand.table(session.elements(rest)).lines().forEach(terminal::line);
            case "source" -> terminal.line(session.source());
            case "screenshot" -> screenshot(rest);
            default -> act(words.getFirst(), rest);
        }
        return true;
    }

    private void act(String word, List<String> rest) throws InterruptedException {
        String keyword = Keywords.slug(word);
        if (!keywords.bySlug().containsKey(keyword)) {
            throw CommandException.wrongUse("There is no keyword `%s`%s; `help` lists all."
                    .formatted(word, Closest.hint(keyword, keywords.bySlug().keySet())));
        }
        KeywordArguments arguments = KeywordArguments.of(rest);
        JsonNode params = arguments.params(keyword, keywords.parameters(keyword));
        KeywordView.show(terminal, session.act(keyword, params, Optional.empty()));
    }

    private void screenshot(List<String> rest) throws InterruptedException {
        if (rest.size() != 1) {
            throw CommandException.wrongUse("Say where to: screenshot FILE.");
        }
        SessionScreenshotCommand.write(session.screenshot(), Path.of(rest.getFirst()));
    }

    private void help(List<String> rest) {
        if (rest.isEmpty()) {
            keywords.bySlug().keySet().forEach(keyword -> terminal.line(keywords.usage(keyword)));
            terminal.line("elements [GROUP…], source, screenshot FILE, help [KEYWORD], exit");
        } else {
            terminal.line(keywords.usage(rest.getFirst()));
            terminal.line(keywords.description(rest.getFirst()));
        }
    }

    /** What may stand at the beginning of a line. */
    List<String> beginnings() {
        return Stream.concat(keywords.bySlug().keySet().stream(), OWN.stream()).toList();
    }

    /** What may follow there: the names of the keyword's parameters, and of the elements that people can press. */
    List<String> continuations(String keyword) {
        List<String> names = keywords.parameters(keyword).stream()
                .map(name -> "--" + name + "=")
                .toList();
        return Stream.concat(elementNames().stream(), names.stream()).toList();
    }

    private List<String> elementNames() {
        try {
            return StreamSupport.stream(session.elements(List.of("interactive")).spliterator(), false)
                    .map(element -> element.path("text").asText().strip())
                    .filter(text -> !text.isEmpty() && text.indexOf('\n') < 0)
                    .distinct()
                    .toList();
        } catch (CommandException _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
