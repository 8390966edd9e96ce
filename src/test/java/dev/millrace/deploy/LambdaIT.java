package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The function of AWS Lambda, without Lambda. */
@Tag("long")
class LambdaIT {
    private static final String SECRET = "a secret in the Parameter Store, of more than 32 bytes";

    @BeforeAll
    static void require() {
        boolean packed = Files.exists(LambdaFunction.ZIP);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(packed)
                    .as("`make lambda` has packed " + LambdaFunction.ZIP)
                    .isTrue();
        }
        assumeTrue(packed, "the function is not packed (`make lambda`)");
    }

    private static String token() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject("ada")
                        .claim("scope", "admin")
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(10))))
                        .build());
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }

    @Test
    void the_zip_is_small_and_has_neither_browsers_nor_devices() throws IOException {
        assertThat(Files.size(LambdaFunction.ZIP)).isLessThan(50_000_000);
        try (ZipFile zip = new ZipFile(LambdaFunction.ZIP.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains(
                            "run.sh",
                            "millrace.yaml",
                            "LICENSE",
                            "lib/quarkus-run.jar",
                            "lib/native/Linux-x86_64/libsqlitejdbc.so",
                            "lib/native/Linux-aarch64/libsqlitejdbc.so");
            assertThat(names).noneMatch(name -> name.matches(".*(selenium|appium|htmlunit|boofcv).*"));
        }
    }

    @Test
    void in_256_mib_and_with_tmp_alone_to_write_to_it_serves_the_catalog_and_the_api()
            throws IOException, JOSEException {
        try (TestParameterStore store = TestParameterStore.start()) {
            store.put("/api-perf/api/auth/secret", SECRET).put("/api-perf/api/auth/type", "jwt");
            Map<String, String> variables = new HashMap<>(store.variables());
            variables.put("PARAMETERS_PREFIX", "/api-perf");
            try (LambdaFunction function = new LambdaFunction(variables)) {
                Http http = function.http().as(token());

                assertThat(function.http().get("/v1/products").status()).isEqualTo(401);
                useCatalog(http);
                useWorkflows(http);
                refusesSessions(http);

                assertThat(function.peakMiB()).isLessThan(LambdaFunction.MEMORY_MIB);
                assertThat(function.log()).contains("{\"time\"").doesNotContain(SECRET);
            }
        }
    }

    private static void useCatalog(Http http) {
        for (int i = 0; i < 50; i++) {
            Reply product = http.post("/v1/products", "{\"name\": \"lamp\", \"price\": 19.99, \"stock\": 5}");
            assertThat(product.status()).as(product.body()).isEqualTo(201);
            Reply order = http.post(
                    "/v1/orders",
                    "{\"product_id\": %s, \"quantity\": 2}"
                            .formatted(product.json().path("id")));
            assertThat(order.status()).as(order.body()).isEqualTo(201);
        }
        assertThat(http.get("/v1/products?limit=50").json().path("items")).hasSize(50);
    }

    private static void useWorkflows(Http http) {
        http.put("hello", """
                name: hello
                states:
                  initial: greet
                  greet: {type: step, command: "echo hello", on_success: done}
                  done: {type: terminal}
                """);
        Reply run = http.send(
                "POST", "/v1/workflows/hello/run", "{}", "Content-Type", "application/json", "Prefer", "wait=25");
        assertThat(run.status()).as(run.body()).isEqualTo(200);
        assertThat(run.json().path("status").asText()).isEqualTo("completed");
        assertThat(http.get("/v1/workflows/hello/diagram?format=svg").status()).isEqualTo(200);
        assertThat(http.get("/openapi.yaml").status()).isEqualTo(200);
    }

    /** Whatever driver is asked for, and when none is. */
    private static void refusesSessions(Http http) {
        for (String driver :
                List.of("", "{\"selenium\": {\"enabled\": true}}", "{\"htmlunit\": {\"enabled\": true}}")) {
            Reply refused = http.post(
                    "/v1/sessions/start", driver.isEmpty() ? "{}" : "{\"driver_sources\": [%s]}".formatted(driver));
            assertThat(refused.json().path("code").asText()).as(refused.body()).isEqualTo("E0501");
            assertThat(refused.body()).contains("packaged without drivers");
        }
    }
}
