package dev.millrace.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's settings, as {@link SettingsLoader} found them.
 *
 * @param appName what the server calls itself in its answers
 * @param dataDir the folder of everything that the server keeps
 * @param workflowsDir the folder of workflows in files; it may not exist
 * @param redis what rings and remembers for servers that share a database; null for nothing
 */
public record Settings(
        String appName,
        Path dataDir,
        Path workflowsDir,
        Database database,
        @Nullable Redis redis,
        Api api,
        Engine engine,
        Sessions sessions,
        Robots robots,
        HttpSteps httpSteps,
        GitHub gitHub,
        Secrets secrets,
        Catalog catalog,
        Cluster cluster,
        Log log,
        Telemetry telemetry) {
    /** Where the data is kept. */
    public sealed interface Database {
        /**
         * The embedded database.
         *
         * @param file where it is
         */
        record Sqlite(Path file) implements Database {}

        /**
         * A server that speaks MySQL's protocol.
         *
         * @param name of the database, which must exist
         */
        record Mysql(String host, int port, String name, String user, Secret password, Encryption encryption)
                implements Database {}
    }

    /**
     * Where Redis is.
     *
     * @param user empty for the default one
     * @param password empty for none
     * @param database its number
     * @param encrypted whether by TLS, with a certificate that is the host's
     */
    public record Redis(String host, int port, String user, Secret password, int database, boolean encrypted) {}

    /** How a connection to a database server is protected on its way. */
    public enum Encryption {
        /** Not at all. */
        DISABLED,
        /** Encrypted; whoever is on the way could pretend to be the server. */
        REQUIRED,
        /** Encrypted, with a certificate that leads to an authority which this machine trusts. */
        VERIFY_CA,
        /** The same, and the certificate is the host's. */
        VERIFY_IDENTITY
    }

    /**
     * How the API is reached.
     *
     * @param host the address to listen on; a loopback address when callers are not asked who they are
     * @param port 0 to 65535; 0 lets the system choose
     * @param maxBody the longest request body that is read, in bytes
     * @param tls null when the API is served in plain text
     * @param cors what pages of other origins may do
     * @param allowedHosts what a {@code Host} header may name beside this machine, without ports and in lower case
     * @param sockets how many WebSockets may be open
     */
    public record Api(
            String host,
            int port,
            long maxBody,
            Auth auth,
            RateLimit rateLimit,
            @Nullable Tls tls,
            Cors cors,
            Set<String> allowedHosts,
            Sockets sockets) {
        public Api {
            allowedHosts = Set.copyOf(allowedHosts);
        }

        /** Whether only this machine can reach the API. */
        public boolean isLocal() {
            return Network.lookup(host).filter(InetAddress::isLoopbackAddress).isPresent();
        }
    }

    /**
     * How many WebSockets may be open.
     *
     * @param max at a time
     * @param maxPerCaller how many of these may be one user's
     */
    public record Sockets(int max, int maxPerCaller) {}

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
     * How the API is encrypted. Both files were readable, and fitted each other, when the settings were loaded.
     *
     * @param certificate the server's certificate and those that lead to a root, in PEM
     * @param key the private key of the first of them, in PEM (PKCS #8)
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * What pages of other origins may do in a browser.
     *
     * @param origins the origins whose pages may call the API, such as {@code https://app.example.com}
     * @param anyOrigin whether all pages may
     * @param credentials whether browsers may send cookies and client certificates along; not with {@code anyOrigin}
     */
    public record Cors(Set<String> origins, boolean anyOrigin, boolean credentials) {
        public Cors {
            origins = Set.copyOf(origins);
        }

        /** Whether pages of an origin may call the API. */
        public boolean allows(String origin) {
            return anyOrigin || origins.contains(origin);
        }
    }

    /**
     * How executions run.
     *
     * @param maxExecutions how many run at a time; more wait as {@code queued}, and with 0 all of them do
     * @param maxSteps how many attempts at steps a run may make; a cycle that never ends fails there
     * @param maxProcesses how many processes run at a time; further steps wait for a place
     * @param outputLimit how much of each of a step's output streams is kept, in bytes
     * @param logLimit how much log text an execution may have, in bytes
     * @param commandSteps whether workflows may reach the server's machine at all, its processes and its files
     * @param envAllowed the names of the server's variables that a workflow may ask for with {@code env}; none of a secret
     * @param runAs as whom commands run, and with whose rights files are read; null for the server's own user
     * @param killGrace how long a process that was told to end (SIGTERM) may take before it is killed
     * @param shutdownTimeout how long a stopping server waits for steps that are under way
     */
    public record Engine(
            int maxExecutions,
            int maxSteps,
            int maxProcesses,
            int outputLimit,
            long logLimit,
            boolean commandSteps,
            Set<String> envAllowed,
            @Nullable SystemUser runAs,
            Duration killGrace,
            Duration shutdownTimeout) {
        public Engine {
            envAllowed = Set.copyOf(envAllowed);
        }
    }

    /**
     * How browsers and devices are driven.
     *
     * @param max how many sessions may be live at a time
     * @param maxPerCaller how many of these may be one user's
     * @param idleTimeout after how long without use a session is stopped
     * @param keywordTimeout how long a keyword may take when its caller says nothing else
     * @param elementTimeout how long a keyword waits for its element when its caller says nothing else
     * @param allowedHosts the hosts that a session may reach, such as {@code example.com} or {@code *.example.com};
     *     {@code *} for all
     * @param allowPrivateAddresses whether hosts that only {@code *} allows may be of this machine and its networks
     * @param allowedDrivers the drivers that may be used: {@code local} for those that the server starts itself, and the
     *     addresses of others
     * @param allowedCapabilities the names of capabilities that a caller may choose, and the arguments of the browser as
     *     patterns that begin with {@code --}
     * @param chrome the program; empty to look for it on the {@code PATH}
     * @param chromedriver the program; empty to look for it on the {@code PATH}
     * @param projectRoot the folder below which sessions may read files; null for none
     * @param envAllowed the names of the server's variables that a session may read
     * @param tesseract the program that reads texts; empty to look for it on the {@code PATH}
     * @param ocrLanguages the languages of the texts, as tesseract names them, such as {@code eng+deu}
     * @param selfHeal whether elements are found by what they looked like before when their locators have changed
     * @param recording how much is kept of sessions whose callers want it
     */
    public record Sessions(
            int max,
            int maxPerCaller,
            Duration idleTimeout,
            Duration keywordTimeout,
            Duration elementTimeout,
            Set<String> allowedHosts,
            boolean allowPrivateAddresses,
            Set<String> allowedDrivers,
            Set<String> allowedCapabilities,
            String chrome,
            String chromedriver,
            @Nullable Path projectRoot,
            Set<String> envAllowed,
            String tesseract,
            String ocrLanguages,
            boolean selfHeal,
            Recording recording) {
        public Sessions {
            allowedHosts = Set.copyOf(allowedHosts);
            allowedDrivers = Set.copyOf(allowedDrivers);
            allowedCapabilities = Set.copyOf(allowedCapabilities);
            envAllowed = Set.copyOf(envAllowed);
        }
    }

    /**
     * How much is kept of sessions that are recorded.
     *
     * @param maxSize of one recording, in bytes
     * @param maxTotal of all together, in bytes
     * @param keep how long after its last line
     */
    public record Recording(long maxSize, long maxTotal, Duration keep) {}

    /**
     * Where the requests of workflows may go.
     *
     * @param allowPrivateAddresses whether also to this machine, its networks and other addresses that are not public
     */
    public record HttpSteps(boolean allowPrivateAddresses) {}

    /**
     * How work is given to robots.
     *
     * @param heartbeat how often a robot has to give a sign; it is lost when three are missing
     * @param acceptTimeout how long a robot may take to begin what it was sent before another one gets it
     * @param queueTimeout how long a run waits for a robot when its step says nothing else
     * @param cancelGrace how long a robot that was told to stop may take to come to its end
     * @param keep how long a robot that has left is still known
     */
    public record Robots(
            Duration heartbeat, Duration acceptTimeout, Duration queueTimeout, Duration cancelGrace, Duration keep) {
        /** How long a robot may be silent or away before its runs are lost. */
        public Duration patience() {
            return heartbeat.multipliedBy(3);
        }
    }

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
     * How secrets are kept.
     *
     * @param key what they are encrypted with, 32 bytes in base64; empty for the key in the data directory
     */
    public record Secrets(Secret key) {}

    /**
     * The catalog of products and orders.
     *
     * @param currency of prices that name none (ISO 4217)
     * @param cache how what is read from it is kept in memory
     */
    public record Catalog(String currency, CatalogCache cache) {}

    /**
     * How each part of the catalog is kept in memory.
     *
     * @param products single products
     * @param orders single orders
     * @param lists pages of lists of both
     */
    public record CatalogCache(CachePolicy products, CachePolicy orders, CachePolicy lists) {}

    /**
     * What servers that share a database need of each other.
     *
     * @param address where other servers reach this one, without a slash at the end; empty for nowhere
     * @param secret by which they recognize each other; empty for none
     */
    public record Cluster(String address, Secret secret) {
        /** The host of the address, in lower case; empty when there is none. */
        public String host() {
            String host = address.isEmpty() ? null : URI.create(address).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What the server says of itself.
     *
     * @param level the least important level that is written: ERROR, WARN, INFO, DEBUG or TRACE
     * @param format how a line looks
     * @param file where lines are written beside the standard output; null for nowhere
     * @param maxSize how long the file may become before a new one is begun, in bytes
     * @param keep how many former files are kept
     */
    public record Log(
            String level, LogFormat format, @Nullable Path file, long maxSize, int keep) {}

    /**
     * Where traces go.
     *
     * @param otlpEndpoint the base address of a collector that takes OTLP over HTTP, without a slash at the end; empty
     *     for none
     * @param serviceName what this server is called there
     * @param sampleRatio the share of the traces begun here that is sent, from 0 to 1; where a caller has begun the
     *     trace, the caller has decided
     */
    public record Telemetry(String otlpEndpoint, String serviceName, double sampleRatio) {}

    /** How a line of the log looks. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** A JSON object, for programs. */
        JSON
    }
}
