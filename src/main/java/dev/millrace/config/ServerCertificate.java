package dev.millrace.config;

import dev.millrace.config.Settings.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The certificate with which the server shows who it is, and its key.
 *
 * @param chain the server's own certificate, then those that lead to one that clients trust
 * @param key the private key of the first
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads the files, and makes sure that they belong together.
     *
     * @throws CertificateException when a file is missing, unreadable or of another form, or the key is another one's
     */
    public static ServerCertificate read(Tls tls) throws CertificateException {
        List<X509Certificate> chain = chain(tls.certificate());
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey key = key(tls.key(), publicKey.getAlgorithm());
        if (!belongTogether(publicKey, key)) {
            throw new CertificateException(
                    "the key in %s is not that of the certificate in %s (its first one, when it has several)"
                            .formatted(tls.key(), tls.certificate()));
        }
        return new ServerCertificate(chain, key);
    }

    /** Whom it names. */
    public String subject() {
        return chain.getFirst().getSubjectX500Principal().getName();
    }

    /** From when on clients refuse it. */
    public Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /**
     * The hosts and addresses that it is good for (RFC 5280, section 4.2.1.6), in lower case.
     *
     * @throws CertificateException when they cannot be read
     */
    public Set<String> names() throws CertificateException {
        try {
            Collection<List<?>> all = chain.getFirst().getSubjectAlternativeNames();
            return all == null
                    ? Set.of()
                    : all.stream()
                            .filter(name ->
                                    name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet());
        } catch (CertificateParsingException e) {
            throw new CertificateException("the names in the certificate cannot be read: " + e.getMessage());
        }
    }

    /** Without what would be printed of the key. */
    @Override
    public String toString() {
        return "the certificate of " + subject();
    }

    private static List<X509Certificate> chain(Path file) throws CertificateException {
        byte[] content = content(file).getBytes(StandardCharsets.ISO_8859_1);
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new CertificateException(file + " has no certificate in PEM");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(file + " is not a certificate in PEM: " + e.getMessage());
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws CertificateException {
        Matcher pem = PKCS8.matcher(content(file));
        if (!pem.find()) {
            throw new CertificateException(
                    "%s has no unencrypted private key in PEM (PKCS #8); `openssl pkcs8 -topk8 -nodes` makes one of other forms"
                            .formatted(file));
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new CertificateException("%s has no %s key, as the certificate needs".formatted(file, algorithm));
        }
    }

    /** Whether what is signed with one can be verified with the other. */
    private static boolean belongTogether(PublicKey publicKey, PrivateKey key) throws CertificateException {
        byte[] text = "whose key is this?".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("a %s key cannot sign: %s".formatted(key.getAlgorithm(), e.getMessage()));
        }
    }

    private static String content(Path file) throws CertificateException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            throw new CertificateException("there is no file " + file);
        } catch (IOException e) {
            throw new CertificateException("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }
}
