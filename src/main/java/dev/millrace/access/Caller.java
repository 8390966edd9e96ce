package dev.millrace.access;

import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * Who is calling.
 *
 * @param userId whose work it is: what belongs to a user belongs to all of the user's credentials
 * @param credential by what the caller was recognized; of a ticket, the one that it was given for
 * @param address where the caller is: an IP address, as far as trusted proxies tell
 */
public record Caller(String userId, Scopes scopes, Credential credential, String address) {
    /** Who calls where nobody needs to say who they are. */
    static final String LOCAL_USER = "local";

    /** A caller of whom nothing was asked: everything is allowed. */
    static Caller local(String address) {
        return new Caller(LOCAL_USER, Scopes.ALL, Credential.NONE, address);
    }

    /** By what is counted how much a caller asks for: the user, over all credentials and addresses; else the address. */
    String countedAs() {
        return credential.kind() == Credential.Kind.NONE ? countedAs(InetAddress.ofLiteral(address)) : "user " + userId;
    }

    /** By what is counted how much is asked for from an address where nobody is known. */
    static String countedAs(InetAddress address) {
        return "address " + ClientAddress.counted(address);
    }

    /** Whether the caller may do what this scope stands for. */
    public boolean may(Scope scope) {
        return scopes.include(scope);
    }

    /** Whether nothing is hidden from the caller, whoever owns it. */
    public boolean seesEverything() {
        return may(Scope.ADMIN);
    }

    /** Refuses a caller who may not do what this scope stands for. Throws a 403 that names the scope. */
    public void require(Scope scope) {
        require(scope, List.of());
    }

    /** The same where parts of what was sent need the scope; the 403 lists them. */
    public void require(Scope scope, List<Problem.Item> parts) {
        if (!may(scope)) {
            throw ProblemException.of(
                            403,
                            "scope-missing",
                            "The caller may not do this",
                            "This needs the scope `%s`, which your credential does not have.".formatted(scope.wire()))
                    .with(Map.of("scope", scope.wire()))
                    .listing(parts);
        }
    }
}
