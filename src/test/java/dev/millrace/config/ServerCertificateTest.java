package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.Settings.Tls;
import dev.millrace.testing.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    @TempDir
    private static Path folder;

    private static TestCertificate one;
    private static TestCertificate other;

    @BeforeAll
    static void makeCertificates() throws Exception {
        one = TestCertificate.make(folder, "one");
        other = TestCertificate.make(folder, "other");
    }

    private static void assertRefused(Path certificate, Path key, String... reasons) {
        assertThatThrownBy(() -> ServerCertificate.read(new Tls(certificate, key)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContainingAll(reasons);
    }

    @Test
    void a_certificate_with_its_key_can_be_used() throws Exception {
        ServerCertificate read = ServerCertificate.read(new Tls(one.file(), one.keyFile()));

        assertThat(read.subject()).isEqualTo("CN=one");
        assertThat(read.expires()).isEqualTo(one.certificate().getNotAfter().toInstant());
    }

    @Test
    void the_first_certificate_of_a_chain_is_the_servers() throws Exception {
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, Files.readString(one.file()) + Files.readString(other.file()));

        assertThat(ServerCertificate.read(new Tls(chain, one.keyFile())).subject())
                .isEqualTo("CN=one");
        assertRefused(chain, other.keyFile(), "is not that of the certificate");
    }

    @Test
    void what_cannot_be_used_is_told_with_the_file() throws Exception {
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path oldForm = Files.writeString(
                folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n");
        Path broken = Files.writeString(
                folder.resolve("broken.key"), "-----BEGIN PRIVATE KEY-----\nMHc=\n-----END PRIVATE KEY-----\n");

        assertRefused(one.file(), other.keyFile(), "one.pem", "other.key", "is not that of the certificate");
        assertRefused(folder.resolve("none.pem"), one.keyFile(), "there is no file", "none.pem");
        assertRefused(one.file(), folder.resolve("none.key"), "there is no file", "none.key");
        assertRefused(nonsense, one.keyFile(), "nonsense.pem", "certificate in PEM");
        assertRefused(empty, one.keyFile(), "empty.pem", "certificate in PEM");
        assertRefused(one.file(), oldForm, "old.key", "openssl pkcs8 -topk8 -nodes");
        assertRefused(one.file(), broken, "broken.key", "has no EC key");
        assertRefused(folder, one.keyFile(), "cannot be read");
    }
}
