package dev.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.Secret;
import dev.millrace.config.Settings;
import dev.millrace.testing.Ports;
import dev.millrace.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisTest {
    @Test
    void without_settings_there_is_none() {
        try (Redis redis = Redis.open(null, new SimpleMeterRegistry())) {
            assertThat(redis.state()).isEqualTo(Redis.State.UNUSED);
            assertThatThrownBy(() -> ping(redis)).isInstanceOf(Redis.Away.class);
        }
    }

    @Test
    void nobody_waits_for_a_redis_that_is_not_there() throws IOException {
        Settings.Redis nowhere = new Settings.Redis("127.0.0.1", Ports.free(), "", new Secret(""), 0, false);
        long began = System.nanoTime();
        try (Redis redis = Redis.open(nowhere, new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> ping(redis)).isInstanceOf(Redis.Away.class);
            assertThat(redis.state()).isEqualTo(Redis.State.DEGRADED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void it_is_noticed_when_redis_goes_and_when_it_comes_back() throws Redis.Away {
        try (TestRedis server = TestRedis.start();
                Redis redis = server.connect()) {
            assertThat(ping(redis)).isEqualTo("PONG");

            server.kill();
            TestRedis.awaitState(redis, Redis.State.DEGRADED);
            assertThatThrownBy(() -> ping(redis)).isInstanceOf(Redis.Away.class);

            server.startAgain();
            TestRedis.awaitState(redis, Redis.State.CONNECTED);
            assertThat(ping(redis)).isEqualTo("PONG");
        }
    }

    private static String ping(Redis redis) throws Redis.Away {
        return redis.ask(connection -> connection.sync().ping());
    }
}
