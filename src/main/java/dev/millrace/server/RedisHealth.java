package dev.millrace.server;

import dev.millrace.cluster.Redis;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether Redis answers. Without it the server does less well, but it works: so it stays ready. */
@Readiness
@Singleton
final class RedisHealth implements HealthCheck {
    private final Redis redis;

    RedisHealth(Redis redis) {
        this.redis = redis;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("redis")
                .up()
                .withData("state", redis.state().name().toLowerCase(Locale.ROOT))
                .withData("nodes", redis.nodes())
                .build();
    }
}
