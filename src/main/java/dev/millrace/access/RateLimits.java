package dev.millrace.access;

import dev.millrace.access.Budget.Spent;
import dev.millrace.cluster.Redis;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.RateLimit;
import dev.millrace.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Bounds how much a caller asks for: requests altogether, those of them that start work, and wrong credentials. What is
 * left is told with every answer ({@code RateLimit-Policy} and {@code RateLimit}). With Redis all servers count together.
 * Thread-safe.
 */
@Singleton
final class RateLimits {
    private static final Pattern STARTS =
            Pattern.compile("/v1/(?:workflows/[^/]+/run|executions|executions/[^/]+/(?:resume|rerun))/?");

    private final Budget requests;
    private final Budget starts;
    private final Budget failedLogins;
    private final MeterRegistry metrics;

    RateLimits(Settings settings, Redis redis, MeterRegistry metrics) {
        RateLimit limit = settings.api().rateLimit();
        int failures = limit.failedLoginsPerMinute();
        this.metrics = metrics;
        this.requests = budget(new Quota("requests", limit.requestsPerMinute(), limit.burst()), redis);
        this.starts = budget(new Quota("starts", limit.startsPerMinute(), limit.startBurst()), redis);
        this.failedLogins = budget(new Quota("failed-logins", failures, failures), redis);
    }

    private static Budget budget(Quota quota, Redis redis) {
        return quota.isUnlimited() || redis.state() == Redis.State.UNUSED
                ? new LocalBudget(quota, System::nanoTime)
                : new SharedBudget(quota, redis, System::nanoTime);
    }

    /**
     * Counts a request for this caller, and tells in the answer what is left. Throws a 429 when it is too much.
     *
     * @param path with its version
     */
    void count(String who, String method, String path, HttpServerResponse answer) {
        List<Spent> spent = spend(who, isStart(method, path));
        tell(spent, answer);
        if (!spent.getLast().granted()) {
            throw refusal(spent.getLast(), answer, "rate-limited", "Too many requests");
        }
    }

    /**
     * Counts what is asked for in another way than by a request. Throws a 429 when it is too much.
     *
     * @param start whether it begins work that goes on after its answer
     */
    void count(String who, boolean start) {
        Spent last = spend(who, start).getLast();
        if (!last.granted()) {
            throw refusal(last, "rate-limited", "Too many requests");
        }
    }

    /** Counts work that a counted request starts. Throws a 429 when it is too much. */
    void countStart(String who, HttpServerResponse answer) {
        Spent spent = starts.spend(who);
        if (!spent.granted()) {
            tell(List.of(spent), answer);
            throw refusal(spent, answer, "rate-limited", "Too many requests");
        }
    }

    private List<Spent> spend(String who, boolean start) {
        List<Spent> spent = new ArrayList<>();
        spent.add(requests.spend(who));
        if (spent.getLast().granted() && start) {
            spent.add(starts.spend(who));
        }
        return spent;
    }

    /** Counts a wrong credential from this address. Throws a 429 when there were too many. */
    void countFailedLogin(String address, HttpServerResponse answer) {
        metrics.counter("millrace.logins.failed").increment();
        Spent spent = failedLogins.spend(address);
        if (!spent.granted()) {
            throw refusal(spent, answer, "too-many-failed-logins", "Too many wrong credentials from your address");
        }
    }

    /** How much a caller may ask for: requests, then starts. */
    List<Quota> quotas() {
        return List.of(requests.quota(), starts.quota());
    }

    /** Whether a request begins work that goes on after its answer. */
    static boolean isStart(String method, String path) {
        return method.equals("POST") && STARTS.matcher(path).matches();
    }

    private static void tell(List<Spent> spent, HttpServerResponse answer) {
        StringJoiner policies = new StringJoiner(", ");
        StringJoiner states = new StringJoiner(", ");
        for (Spent one : spent) {
            if (!one.quota().isUnlimited()) {
                policies.add(one.quota().policy());
                states.add(one.state());
            }
        }
        if (policies.length() > 0) {
            answer.putHeader("RateLimit-Policy", policies.toString());
            answer.putHeader("RateLimit", states.toString());
        }
    }

    private ProblemException refusal(Spent spent, HttpServerResponse answer, String code, String title) {
        answer.putHeader("Retry-After", String.valueOf(spent.secondsToNext()));
        return refusal(spent, code, title);
    }

    private ProblemException refusal(Spent spent, String code, String title) {
        Quota quota = spent.quota();
        metrics.counter("millrace.requests.limited", "limit", quota.name()).increment();
        return ProblemException.of(
                        429,
                        code,
                        title,
                        "There may be %d at once, and %d a minute; try again in %d s."
                                .formatted(quota.burst(), quota.perMinute(), spent.secondsToNext()))
                .with(Map.of("limit", quota.name(), "retry_after", spent.secondsToNext()));
    }
}
