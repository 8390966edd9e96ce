package dev.millrace.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Node;
import dev.millrace.config.Secret;
import dev.millrace.config.Settings;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What servers of a cluster show each other when one hands on a caller's request, or has one of its own. A pass says who
 * calls, and is good for one request, to one life of one server, for half a minute; it is signed with
 * {@code cluster.secret} (HMAC with SHA-256, RFC 2104). It does not hide anything: between servers that are not alone in
 * their network, addresses are to be {@code https}. Thread-safe.
 */
@Singleton
public final class NodePasses {
    /** The header that has it. */
    public static final String HEADER = "X-Millrace-Pass";

    /** How far the clocks of two servers may be apart. */
    private static final Duration GOOD = Duration.ofSeconds(30);

    private static final String MAC = "HmacSHA256";

    private final Secret secret;
    private final Node node;
    private final ObjectMapper mapper;
    private final Clock clock;

    /** Passes that were shown. One is forgotten when it would be too old. */
    private final Cache<String, Boolean> shown =
            Caffeine.newBuilder().expireAfterWrite(GOOD.multipliedBy(2)).build();

    @Inject
    NodePasses(Settings settings, Node node, ObjectMapper mapper, Clock clock) {
        this(settings.cluster().secret(), node, mapper, clock);
    }

    NodePasses(Secret secret, Node node, ObjectMapper mapper, Clock clock) {
        this.secret = secret;
        this.node = node;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * What a pass says.
     *
     * @param life the server that it is for
     * @param target the path and the query of the request
     * @param at when it was made, in milliseconds since 1970 UTC
     * @param nonce makes it another than all others
     * @param caller for whom the server calls; null when it calls for itself
     */
    private record Pass(
            String life,
            String method,
            String target,
            long at,
            String nonce,
            @Nullable WrittenCaller caller) {}

    /**
     * Who shows a pass.
     *
     * @param caller for whom the server calls; null when it calls for itself
     */
    record Bearer(@Nullable Caller caller) {}

    /** Whether a request comes from another server, or says so. */
    public static boolean isIn(HttpServerRequest request) {
        return request.headers().contains(HEADER);
    }

    /** A pass for a request that a server makes for a caller. */
    public String issue(Caller caller, Member to, String method, String target) {
        return issue(to, method, target, WrittenCaller.of(caller));
    }

    /** A pass for a request that a server makes for itself, to what is there for servers only ({@link NodesOnly}). */
    public String issue(Member to, String method, String target) {
        return issue(to, method, target, null);
    }

    private String issue(Member to, String method, String target, @Nullable WrittenCaller caller) {
        Pass pass = new Pass(
                to.life(), method, target, clock.millis(), UUID.randomUUID().toString(), caller);
        try {
            String text = encode(mapper.writeValueAsBytes(pass));
            return text + "." + encode(sign(text));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who makes a request; empty when its pass is not good for it, or was shown before. */
    Optional<Bearer> redeem(String text, String method, String target) {
        int dot = text.indexOf('.');
        if (secret.isEmpty() || dot < 0 || !isSigned(text.substring(0, dot), text.substring(dot + 1))) {
            return Optional.empty();
        }
        return read(text.substring(0, dot))
                .filter(pass -> isFor(pass, method, target))
                .filter(this::isNew)
                .map(pass ->
                        new Bearer(pass.caller() == null ? null : pass.caller().caller()));
    }

    private boolean isFor(Pass pass, String method, String target) {
        return pass.life().equals(node.life())
                && pass.method().equals(method)
                && pass.target().equals(target)
                && Math.abs(clock.millis() - pass.at()) <= GOOD.toMillis();
    }

    private boolean isNew(Pass pass) {
        return shown.asMap().putIfAbsent(pass.nonce(), true) == null;
    }

    private boolean isSigned(String text, String signature) {
        try {
            return MessageDigest.isEqual(Base64.getUrlDecoder().decode(signature), sign(text));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.bytes(), MAC));
            return mac.doFinal(("node-pass " + text).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What was signed; empty when a server of another version has made it, in another form. */
    private Optional<Pass> read(String text) {
        try {
            return Optional.of(mapper.readValue(Base64.getUrlDecoder().decode(text), Pass.class));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
