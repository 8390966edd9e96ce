package dev.millrace.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's settings, as {@link SettingsLoader} found them.
 *
 * @param appName what the server calls itself in its answers
 * @param dataDir the folder of everything that the server keeps
 * @param workflowsDir the folder of workflows in files; it may not exist
 */
public record Settings(
        String appName,
        Path dataDir,
        Path workflowsDir,
        Api api,
        Engine engine,
        HttpSteps httpSteps,
        GitHub gitHub,
        Log log) {
    /**
     * How the API is reached.
     *
     * @param host the address to listen on; a loopback address, as long as callers are not authenticated
     * @param port 0 to 65535; 0 lets the system choose
     * @param maxBody the longest request body that is read, in bytes
     */
    public record Api(String host, int port, long maxBody, Auth auth, RateLimit rateLimit) {}

    /** A way in which callers may say who they are. */
    public enum AuthType {
        /** A key that the server has made. */
        API_KEY,
        /** A signed token (RFC 7519), by a shared secret or by an issuer's keys. */
        JWT,
        /** A header that a trusted proxy sets. */
        HEADER,
        /** Nobody needs to say anything: every caller is the user {@code local} and may do everything. */
        NONE
    }

    /**
     * How callers are authenticated.
     *
     * @param types the ways that are open; {@code NONE} stands alone
     * @param secret of tokens that are signed with HS256; empty for none, else at least 32 bytes
     * @param jwksUrl where the keys of tokens that are signed by an issuer are found; null for none
     * @param issuer who must have made a token; empty only without {@code jwksUrl}
     * @param audience for whom a token must be; empty only without {@code jwksUrl}
     * @param trustedProxies whose {@code X-Forwarded-For} and {@code X-User-Id} are believed
     * @param headerScopes what callers may do whom a trusted proxy names
     */
    public record Auth(
            Set<AuthType> types,
            Secret secret,
            @Nullable URI jwksUrl,
            String issuer,
            String audience,
            List<Network> trustedProxies,
            Set<String> headerScopes) {
        public Auth {
            types = Set.copyOf(types);
            trustedProxies = List.copyOf(trustedProxies);
            headerScopes = Set.copyOf(headerScopes);
        }
    }

    /**
     * How much a caller may ask for.
     *
     * @param requestsPerMinute in the long run; 0 for no limit
     * @param burst how many may come at once
     * @param startsPerMinute how many requests may start executions, in the long run; 0 for no limit
     * @param startBurst how many of these may come at once
     * @param failedLoginsPerMinute how many wrong credentials an address may send before it is told to wait
     */
    public record RateLimit(
            int requestsPerMinute, int burst, int startsPerMinute, int startBurst, int failedLoginsPerMinute) {}

    /**
     * How executions run.
     *
     * @param maxExecutions how many run at a time; more wait as {@code queued}, and with 0 all of them do
     * @param maxSteps how many attempts at steps a run may make; a cycle that never ends fails there
     * @param maxProcesses how many processes run at a time; further steps wait for a place
     * @param outputLimit how much of each of a step's output streams is kept, in bytes
     * @param logLimit how much log text an execution may have, in bytes
     * @param envAllowed the names of the server's variables that a workflow may ask for with {@code env}
     * @param killGrace how long a process that was told to end (SIGTERM) may take before it is killed
     * @param shutdownTimeout how long a stopping server waits for steps that are under way
     */
    public record Engine(
            int maxExecutions,
            int maxSteps,
            int maxProcesses,
            int outputLimit,
            long logLimit,
            Set<String> envAllowed,
            Duration killGrace,
            Duration shutdownTimeout) {
        public Engine {
            envAllowed = Set.copyOf(envAllowed);
        }
    }

    /**
     * Where the requests of workflows may go.
     *
     * @param allowPrivateAddresses whether also to this machine, its networks and other addresses that are not public
     */
    public record HttpSteps(boolean allowPrivateAddresses) {}

    /**
     * What operations of GitHub use.
     *
     * @param token what GitHub knows the server by; empty for none
     * @param apiUrl where its REST interface is, without a slash at the end
     * @param repository the {@code owner/name} of steps that name none; empty for none
     */
    public record GitHub(String token, String apiUrl, String repository) {
        /** Everything but the token. */
        @Override
        public String toString() {
            return "GitHub[apiUrl=%s, repository=%s]".formatted(apiUrl, repository);
        }
    }

    /**
     * What the server says of itself.
     *
     * @param level the least important level that is printed: ERROR, WARN, INFO, DEBUG or TRACE
     */
    public record Log(String level) {}

    /** The file of the embedded database. */
    public Path databaseFile() {
        return dataDir.resolve("millrace.db");
    }
}
