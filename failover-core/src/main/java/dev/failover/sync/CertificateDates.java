package dev.failover.sync;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the certificates among some files run out. Of several for one subject the latest counts: the ones it replaced are
 * kept beside it, expired, by whoever renews them. Of a chain the first certificate counts.
 */
final class CertificateDates {
    private static final int MOST_FILES = 1000;
    private static final long LARGEST = 256 * 1024;
    private static final Pattern FIRST =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    private CertificateDates() {}

    static boolean isLikely(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".pem") || name.endsWith(".crt");
    }

    static Optional<Instant> nearest(Collection<Path> files) {
        Map<String, Instant> latest = new HashMap<>();
        for (Path file : files.stream().limit(MOST_FILES).toList()) {
            read(file)
                    .ifPresent(certificate -> latest.merge(
                            certificate.getSubjectX500Principal().getName(),
                            certificate.getNotAfter().toInstant(),
                            (one, other) -> one.isAfter(other) ? one : other));
        }
        return latest.values().stream().min(Instant::compareTo);
    }

    /** What can't be read, or is none, has no date. */
    private static Optional<X509Certificate> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            Matcher text = FIRST.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!text.find()) {
                return Optional.empty();
            }
            byte[] bytes = text.group().getBytes(StandardCharsets.US_ASCII);
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (IOException | CertificateException e) {
            return Optional.empty();
        }
    }
}
