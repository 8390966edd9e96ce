package dev.millrace.server;

import dev.millrace.config.ServerCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate of the moment, as handshakes ask for it: one that is exchanged is shown by the handshakes that
 * begin from then on, and those under way go on with the former one. Thread-safe.
 */
final class ExchangeableCertificate extends X509ExtendedKeyManager {
    private volatile Shown shown;

    ExchangeableCertificate(ServerCertificate certificate) {
        shown = new Shown(0, certificate, null);
    }

    /**
     * A handshake asks for a name first, and then for what goes by that name.
     *
     * @param former what was shown before, for handshakes that have its name already
     */
    private record Shown(
            int number,
            ServerCertificate certificate,
            @Nullable ServerCertificate former) {
        String alias() {
            return String.valueOf(number);
        }

        @Nullable
        ServerCertificate named(String alias) {
            return alias.equals(alias()) ? certificate : former;
        }
    }

    /** Shows another certificate from now on; called by one thread. */
    void exchange(ServerCertificate certificate) {
        Shown now = shown;
        shown = new Shown(now.number + 1, certificate, now.certificate);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        Shown now = shown;
        return now.certificate.key().getAlgorithm().equals(keyType) ? now.alias() : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        String alias = chooseServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate certificate = shown.named(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = shown.named(alias);
        return certificate == null ? null : certificate.key();
    }

    /** The server shows itself to clients only. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
