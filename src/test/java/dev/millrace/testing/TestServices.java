package dev.millrace.testing;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A MariaDB and a Redis for measurements outside of tests. Prints where they are as one line of JSON, and ends them when
 * its standard input closes. Takes the number of databases to make, one by default.
 */
public final class TestServices {
    private TestServices() {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        try (TestMariaDb mariaDb = TestMariaDb.start();
                TestRedis redis = TestRedis.start()) {
            StringBuilder databases = new StringBuilder();
            for (int i = 0; i < count; i++) {
                databases
                        .append(i == 0 ? "" : ", ")
                        .append('"')
                        .append(mariaDb.newDatabase())
                        .append('"');
            }
            System.out.printf("{\"databases\": [%s], \"redis\": \"%s\"}%n", databases, redis.url());
            System.out.flush();
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
