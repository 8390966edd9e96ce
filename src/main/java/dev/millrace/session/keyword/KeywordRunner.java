package dev.millrace.session.keyword;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.healing.Heal;
import dev.millrace.session.vision.Templates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls the keywords of one session, with each combination of their parameters until one works. Used by one thread. */
public final class KeywordRunner {
    private final Stage stage;
    private final Map<Class<?>, Object> instances;

    public KeywordRunner(Stage stage) {
        this.stage = stage;
        this.instances = KeywordTable.instances(stage, this);
    }

    /**
     * How long a keyword may take.
     *
     * @param whole for all of it
     * @param element how long it waits for an element when its own parameters say nothing
     */
    public record Limits(Duration whole, Duration element) {}

    /**
     * A keyword that is ready to be called.
     *
     * @param given the parameters as the caller has written them: a list or a map
     * @param eventName what the caller calls this step; null for nothing
     * @param templates images that only this call knows
     */
    public record Call(
            KeywordDefinition keyword,
            Object given,
            List<List<@Nullable Object>> combinations,
            @Nullable String eventName,
            Templates templates) {
        /** The name of the keyword. */
        public String slug() {
            return keyword.slug();
        }
    }

    /**
     * What came of a keyword.
     *
     * @param keyword the name of the keyword
     * @param value what it answers
     * @param winner from 0, which combination it was
     * @param parameters of the winner, as they may be shown
     * @param combinations how many there were
     * @param healed elements that were found by what they looked like
     */
    public record Result(
            String keyword,
            @Nullable Object value,
            int winner,
            List<String> parameters,
            int combinations,
            List<Heal> healed) {
        public Result {
            parameters = List.copyOf(parameters);
            healed = List.copyOf(healed);
        }
    }

    /** A combination that did not work. */
    private record Attempt(int index, SessionException failure) {}

    /**
     * Finds a keyword and checks its parameters, before anything is done.
     *
     * @param given a list or a map
     * @param templates images that only this call knows
     * @throws SessionException E0402 when there is no such keyword, E0403 when the parameters do not fit
     */
    public Call prepare(String name, Object given, Templates templates) {
        KeywordDefinition keyword = KeywordTable.get().find(name);
        List<List<@Nullable Object>> combinations = new Combinations(keyword, stage.variables()).of(given);
        int index = keyword.indexOf(KeywordDefinition.EVENT_NAME);
        Object eventName = index < 0 ? null : combinations.getFirst().get(index);
        return new Call(keyword, given, combinations, eventName instanceof String text ? text : null, templates);
    }

    /**
     * Calls a keyword. With fallbacks all are looked at in turn, again and again until the time for elements is over, so
     * that none waits for one before it that will never come. One that has begun to act and failed is not tried again.
     *
     * @throws SessionException of the only combination; or of several that fail, with each attempt and its reason
     */
    public Result run(Call call, Limits limits) throws InterruptedException {
        stage.begin(limits.whole(), limits.element());
        stage.sight().templates().begin(call.templates());
        return run(call);
    }

    /** Calls a keyword as a part of another one, within its limits. */
    @Nullable
    Object runNested(String name, Object given) throws InterruptedException {
        return run(prepare(name, given, new Templates())).value();
    }

    private Result run(Call call) throws InterruptedException {
        if (call.combinations().size() == 1) {
            return result(call, 0, call(call, call.combinations().getFirst()));
        }
        long until = stage.patience(stage.elementTimeout());
        boolean before = stage.lookOnce(true);
        boolean healed = stage.mayHeal(false);
        try {
            return firstThatWorks(call, until, healed);
        } finally {
            var _ = stage.lookOnce(before);
            var _ = stage.mayHeal(healed);
        }
    }

    /** Only when none is found in time, they are looked for by what they looked like before. */
    private Result firstThatWorks(Call call, long until, boolean mayHeal) throws InterruptedException {
        List<List<@Nullable Object>> combinations = call.combinations();
        @Nullable SessionException[] failures = new @Nullable SessionException[combinations.size()];
        boolean last = false;
        while (true) {
            boolean over = System.nanoTime() - until >= 0;
            for (int i = 0; i < combinations.size(); i++) {
                SessionException earlier = failures[i];
                if (earlier == null || earlier.nothingDone()) {
                    try {
                        return result(call, i, call(call, combinations.get(i)));
                    } catch (SessionException e) {
                        requireMovable(e);
                        failures[i] = e;
                    }
                }
            }
            if (last || nothingLeft(failures) || (over && !mayHeal)) {
                throw allFailed(call, failures);
            }
            if (over) {
                last = true;
                var _ = stage.mayHeal(true);
            } else {
                Stage.pause();
            }
        }
    }

    private @Nullable Object call(Call call, List<@Nullable Object> values) throws InterruptedException {
        Object target = instances.get(call.keyword().method().getDeclaringClass());
        if (target == null) {
            throw new IllegalStateException("nothing has the keyword " + call.slug());
        }
        return call.keyword().call(target, values);
    }

    private Result result(Call call, int winner, @Nullable Object value) {
        List<List<@Nullable Object>> combinations = call.combinations();
        return new Result(
                call.slug(),
                value,
                winner,
                Sensitive.shown(combinations.get(winner)),
                combinations.size(),
                stage.healed());
    }

    /** Only what could not be found or could not be done leads to the next combination. */
    private static void requireMovable(SessionException e) {
        boolean movable =
                switch (e.code()) {
                    case E0201, E0202, E0204, E0205, E0301, E0303, E0401 -> true;
                    default -> false;
                };
        if (!movable) {
            throw e;
        }
    }

    private static boolean nothingLeft(@Nullable SessionException[] failures) {
        for (SessionException failure : failures) {
            if (failure == null || failure.nothingDone()) {
                return false;
            }
        }
        return true;
    }

    private static SessionException allFailed(Call call, @Nullable SessionException[] failures) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < failures.length; i++) {
            SessionException failure = failures[i];
            if (failure != null) {
                attempts.add(new Attempt(i, failure));
            }
        }
        ErrorCode code = attempts.stream().allMatch(attempt -> attempt.failure().code() == ErrorCode.E0201)
                ? ErrorCode.E0201
                : attempts.stream()
                        .map(attempt -> attempt.failure().code())
                        .filter(each -> each != ErrorCode.E0201)
                        .findFirst()
                        .orElse(ErrorCode.E0201);
        List<Map<String, Object>> told = attempts.stream()
                .map(attempt -> Map.<String, Object>of(
                        "params", Sensitive.shown(call.combinations().get(attempt.index())),
                        "code", attempt.failure().code().name(),
                        "reason", attempt.failure().message()))
                .toList();
        String reasons = String.join(
                "; ",
                attempts.stream()
                        .map(attempt -> attempt.failure().message())
                        .distinct()
                        .toList());
        return new SessionException(
                code,
                "none of the %d combinations worked: %s".formatted(failures.length, reasons),
                Map.of("attempts", told));
    }
}
