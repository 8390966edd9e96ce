package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.config.Secret;
import dev.millrace.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are good, and the known ways to make bad ones pass. */
class JwtVerifierTest {
    private static final RSAKey RSA = Tokens.rsaKey("rsa-1");
    private static final ECKey EC = Tokens.ecKey("ec-1");
    private static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.UTF_8);

    private final ManualClock clock = new ManualClock();
    private final KeySetServer issuer = new KeySetServer(RSA, EC);
    private final JwtVerifier verifier = verifier(new Secret(Tokens.SECRET), IssuerKeys.at(issuer.address()));

    @AfterEach
    void close() {
        issuer.close();
    }

    private JwtVerifier verifier(Secret secret, @Nullable IssuerKeys keys) {
        return new JwtVerifier(
                new TokenSignatures(secret, keys), new TokenClaims(Tokens.ISSUER, Tokens.AUDIENCE, clock));
    }

    private JWTClaimsSet.Builder claims() {
        return Tokens.claims(clock.instant());
    }

    private Login.Known accepted(String token) {
        assertThat(verifier.verify(token)).isInstanceOf(Login.Known.class);
        return (Login.Known) verifier.verify(token);
    }

    private String refused(String token) {
        Login login = verifier.verify(token);
        assertThat(login).isInstanceOf(Login.Refused.class);
        return ((Login.Refused) login).reason();
    }

    @Test
    void a_token_names_its_user_and_scopes() {
        Login.Known ada = accepted(Tokens.signed(RSA, claims().build()));

        assertThat(ada.userId()).isEqualTo("ada");
        assertThat(ada.scopes().names()).containsExactly("executions:read", "keys:write");
        assertThat(ada.credential().kind()).isEqualTo(Credential.Kind.JWT);
        assertThat(ada.credential().id()).isEqualTo("token-1");
    }

    @Test
    void every_way_to_sign_that_is_promised_is_accepted() throws Exception {
        accepted(Tokens.signed(RSA, claims().build()));
        accepted(Tokens.signed(EC, claims().build()));
        accepted(Tokens.signed(SECRET, claims().build()));
        KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        issuer.publish(edKey("ed-1", ed));
        accepted(edSigned("ed-1", ed, claims().build()));
    }

    @Test
    void scopes_may_come_as_a_list() {
        Login.Known ada = accepted(Tokens.signed(
                RSA, claims().claim("scope", List.of("commands", 7, "admin")).build()));

        assertThat(ada.scopes().names()).containsExactly("commands", "admin");
    }

    @Test
    void a_token_without_scopes_allows_nothing() {
        assertThat(accepted(Tokens.signed(RSA, claims().claim("scope", null).build()))
                        .scopes()
                        .granted())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void a_token_without_signature_is_none(String algorithm) {
        String header = encoded("{\"alg\":\"" + algorithm + "\"}");
        String payload = encoded(claims().build().toString());

        refused(header + "." + payload + ".");
        refused(header + "." + payload + ".AAAA");
    }

    @Test
    void a_public_key_does_not_pass_for_a_secret() throws Exception {
        for (byte[] publicKey : List.of(
                RSA.toRSAPublicKey().getEncoded(),
                pem(RSA.toRSAPublicKey().getEncoded()),
                RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            String forged = Tokens.signed(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1"),
                    claims().build(),
                    () -> new MACSigner(publicKey));
            assertThat(refused(forged)).contains("signature");
        }
    }

    @Test
    void a_key_is_used_with_its_own_algorithm_only() {
        String otherDigest = Tokens.signed(
                new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa-1"),
                claims().build(),
                () -> new RSASSASigner(RSA));
        assertThat(refused(otherDigest)).contains("(alg)");
        String otherKind = Tokens.signed(RSA, claims().build())
                .replaceFirst("[^.]+", encoded("{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}"));
        assertThat(refused(otherKind)).contains("(kid)");
    }

    @Test
    void a_key_that_the_token_brings_along_is_not_used() {
        RSAKey own = Tokens.rsaKey("rsa-1");
        String forged = Tokens.signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").jwk(own.toPublicJWK()),
                claims().build(),
                () -> new RSASSASigner(own));

        assertThat(refused(forged)).contains("signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../../dev/null", "' OR '1'='1", "http://127.0.0.1/keys", "", "rsa-1\u0000"})
    void a_key_id_is_compared_and_nothing_else(String id) {
        String token = Tokens.signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id), claims().build(), () -> new RSASSASigner(RSA));

        assertThat(refused(token)).contains("(kid)");
    }

    @Test
    void a_token_whose_times_do_not_fit_is_refused() {
        String token = Tokens.signed(RSA, claims().build());
        clock.advance(Duration.ofMinutes(5).plusSeconds(59));
        accepted(token);
        clock.advance(Duration.ofSeconds(1));
        assertThat(refused(token)).contains("(exp)");

        Date later = Date.from(clock.instant().plusSeconds(61));
        assertThat(refused(Tokens.signed(RSA, claims().notBeforeTime(later).build())))
                .contains("(nbf)");
        clock.advance(Duration.ofSeconds(1));
        accepted(Tokens.signed(RSA, claims().notBeforeTime(later).build()));
        assertThat(refused(Tokens.signed(RSA, claims().expirationTime(null).build())))
                .contains("(exp)");
    }

    @Test
    void a_token_of_others_or_for_others_is_refused() {
        assertThat(refused(Tokens.signed(
                        RSA, claims().issuer("https://issuer.example.evil").build())))
                .contains("(iss)");
        assertThat(refused(Tokens.signed(RSA, claims().issuer(null).build()))).contains("(iss)");
        assertThat(refused(Tokens.signed(RSA, claims().audience("other").build())))
                .contains("(aud)");
        assertThat(refused(Tokens.signed(RSA, claims().audience((String) null).build())))
                .contains("(aud)");
        accepted(Tokens.signed(
                RSA, claims().audience(List.of("other", Tokens.AUDIENCE)).build()));
        assertThat(refused(Tokens.signed(RSA, claims().subject(null).build()))).contains("(sub)");
        assertThat(refused(Tokens.signed(RSA, claims().subject("two words").build())))
                .contains("(sub)");
    }

    @Test
    void a_token_that_was_changed_is_refused() {
        String[] parts = Tokens.signed(RSA, claims().build()).split("\\.");
        String admin = encoded(claims().claim("scope", "admin").build().toString());

        assertThat(refused(parts[0] + "." + admin + "." + parts[2])).contains("signature");
        refused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void a_token_for_something_else_than_access_is_refused() {
        assertThat(refused(Tokens.signed(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("logout+jwt")),
                        claims().build(),
                        () -> new MACSigner(SECRET))))
                .contains("(typ)");
        assertThat(refused(Tokens.signed(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .criticalParams(Set.of("b64"))
                                .base64URLEncodePayload(true),
                        claims().build(),
                        () -> new MACSigner(SECRET))))
                .contains("(crit)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "not a token", "e30.e30.e30.e30.e30", "W10.W10.W10"
            })
    void what_is_no_token_is_refused(String text) {
        refused(text);
    }

    @Test
    void a_huge_token_is_not_even_read() {
        assertThat(refused("e".repeat(JwtVerifier.MAX_LENGTH + 1))).contains("longer");
        String nested = encoded("{\"alg\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}");
        refused(nested + ".e30.AAAA");
    }

    @Test
    void without_a_secret_or_an_issuer_nothing_is_accepted() {
        JwtVerifier closed = verifier(new Secret(""), null);

        assertThat(closed.verify(Tokens.signed(SECRET, claims().build()))).isInstanceOf(Login.Refused.class);
        assertThat(closed.verify(Tokens.signed(RSA, claims().build()))).isInstanceOf(Login.Refused.class);
    }

    @Test
    void a_new_key_of_the_issuer_is_found_at_once_and_an_old_one_ends() {
        accepted(Tokens.signed(RSA, claims().build()));
        RSAKey next = Tokens.rsaKey("rsa-2");
        issuer.publish(next);

        accepted(Tokens.signed(next, claims().build()));

        assertThat(refused(Tokens.signed(RSA, claims().build()))).contains("(kid)");
    }

    @Test
    void unknown_key_ids_do_not_flood_the_issuer() {
        for (int i = 0; i < 50; i++) {
            String token = Tokens.signed(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("guess-" + i),
                    claims().build(),
                    () -> new RSASSASigner(RSA));
            assertThat(refused(token)).contains("(kid)");
        }
        accepted(Tokens.signed(RSA, claims().build()));

        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void an_issuer_that_fails_or_sends_too_much_is_not_the_callers_fault() {
        String token = Tokens.signed(RSA, claims().build());
        issuer.answerWith(500, "{}");
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(503));

        issuer.answerWith(200, "{\"keys\":[],\"padding\":\"" + "x".repeat(300 << 10) + "\"}");
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(503));
    }

    @Test
    void an_issuer_that_fails_later_does_not_lock_anybody_out() {
        accepted(Tokens.signed(RSA, claims().build()));
        issuer.answerWith(500, "{}");

        accepted(Tokens.signed(EC, claims().build()));
    }

    @Test
    void a_reason_does_not_repeat_the_token() {
        String token =
                Tokens.signed(RSA, claims().issuer("https://evil.example").build());

        assertThat(refused(token)).doesNotContain("evil").doesNotContain(token.substring(0, 20));
    }

    private static OctetKeyPair edKey(String id, KeyPair pair) {
        byte[] der = pair.getPublic().getEncoded();
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(der, der.length - 32, der.length));
        return new OctetKeyPair.Builder(Curve.Ed25519, x).keyID(id).build();
    }

    private static String edSigned(String id, KeyPair pair, JWTClaimsSet claims) throws GeneralSecurityException {
        String input = encoded("{\"alg\":\"EdDSA\",\"kid\":\"" + id + "\"}") + "." + encoded(claims.toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static byte[] pem(byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return ("-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
