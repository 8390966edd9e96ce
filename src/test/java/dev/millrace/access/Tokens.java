package dev.millrace.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Makes tokens, good ones and others. */
final class Tokens {
    static final String ISSUER = "https://issuer.example";
    static final String AUDIENCE = "millrace";
    static final String SECRET = "a secret of the tests with more than 32 bytes";

    private Tokens() {}

    static RSAKey rsaKey(String id) {
        try {
            return new RSAKeyGenerator(2_048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ecKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a good token says; valid for five minutes. */
    static JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("ada")
                .jwtID("token-1")
                .claim("scope", "openid executions:read keys:write")
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
    }

    static String signed(RSAKey key, JWTClaimsSet claims) {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()), claims, () -> new RSASSASigner(key));
    }

    static String signed(ECKey key, JWTClaimsSet claims) {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()), claims, () -> new ECDSASigner(key));
    }

    static String signed(byte[] secret, JWTClaimsSet claims) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.HS256), claims, () -> new MACSigner(secret));
    }

    static String signed(JWSHeader.Builder header, JWTClaimsSet claims, Signer signer) {
        try {
            SignedJWT token = new SignedJWT(header.build(), claims);
            token.sign(signer.make());
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    interface Signer {
        JWSSigner make() throws JOSEException;
    }
}
