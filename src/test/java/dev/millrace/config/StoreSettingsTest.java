package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which database and which Redis settings name. */
class StoreSettingsTest {
    private static final Environment NOTHING = Environment.of(Map.of());

    @Test
    void the_database_is_in_the_data_directory_unless_its_url_says_otherwise() {
        Map<String, String> flags = Map.of("data_dir", "/var/lib/millrace");

        assertThat(SettingsLoader.load(null, NOTHING, flags).database())
                .isEqualTo(new Settings.Database.Sqlite(Path.of("/var/lib/millrace/millrace.db")));
        assertThat(database("sqlite:${data_dir}/own/x.db", flags))
                .isEqualTo(new Settings.Database.Sqlite(Path.of("/var/lib/millrace/own/x.db")));
        assertThat(database("sqlite:x.db", flags)).isEqualTo(new Settings.Database.Sqlite(Path.of("x.db")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ada:p%40ss%2Fw+rd@db.example.com:3307/mill",
                "mariadb://ada:p%40ss%2Fw+rd@db.example.com:3307/mill",
                "jdbc:mysql://ada:p%40ss%2Fw+rd@db.example.com:3307/mill?ssl-mode=disabled",
                "jdbc:mariadb://ada:p%40ss%2Fw+rd@db.example.com:3307/mill",
                "mysql+aiomysql://ada:p%40ss%2Fw+rd@db.example.com:3307/mill"
            })
    void a_database_server_is_named_by_the_urls_that_other_programs_have(String url) {
        assertThat(database(url, Map.of()))
                .isEqualTo(new Settings.Database.Mysql(
                        "db.example.com", 3_307, "mill", "ada", new Secret("p@ss/w+rd"), Settings.Encryption.DISABLED));
    }

    @Test
    void a_database_server_has_a_usual_port_and_may_be_an_address() {
        assertThat(database("mysql://ada@[::1]/mill?ssl-mode=verify-identity", Map.of()))
                .isEqualTo(new Settings.Database.Mysql(
                        "::1", 3_306, "mill", "ada", new Secret(""), Settings.Encryption.VERIFY_IDENTITY));
    }

    @Test
    void a_redis_is_named_by_a_url_and_there_is_none_unless_one_is_named() {
        assertThat(SettingsLoader.load(null, NOTHING, Map.of()).redis()).isNull();
        assertThat(redis("redis://cache.example.com"))
                .isEqualTo(new Settings.Redis("cache.example.com", 6_379, "", new Secret(""), 0, false));
        assertThat(redis("rediss://ada:p%40ss%2Fw+rd@[::1]:6380/3"))
                .isEqualTo(new Settings.Redis("::1", 6_380, "ada", new Secret("p@ss/w+rd"), 3, true));
        assertThat(redis("redis://:secret@h/"))
                .isEqualTo(new Settings.Redis("h", 6_379, "", new Secret("secret"), 0, false));
    }

    private static Settings.@Nullable Redis redis(String url) {
        return SettingsLoader.load(null, Environment.of(Map.of("REDIS_URL", url)), Map.of())
                .redis();
    }

    private static Settings.Database database(String url, Map<String, String> flags) {
        return SettingsLoader.load(null, Environment.of(Map.of("DATABASE_URL", url)), flags)
                .database();
    }
}
