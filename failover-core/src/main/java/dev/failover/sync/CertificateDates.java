package dev.failover.sync;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When the certificates among some files run out. Of several for one subject the latest counts: the ones it replaced are
 * kept beside it, expired, by whoever renews them. Of a chain the first certificate counts.
 */
final class CertificateDates {
    static final int MOST_FILES = 1000;
    private static final int LARGEST = 256 * 1024;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

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
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                return Optional.empty();
            }
            String text;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                text = new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
            }
            int begin = text.indexOf(BEGIN);
            int end = begin < 0 ? -1 : text.indexOf(END, begin);
            if (end < 0) {
                return Optional.empty();
            }
            byte[] bytes = text.substring(begin, end + END.length()).getBytes(StandardCharsets.US_ASCII);
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (IOException | CertificateException e) {
            return Optional.empty();
        }
    }
}
