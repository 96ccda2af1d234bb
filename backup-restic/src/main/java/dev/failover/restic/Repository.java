package dev.failover.restic;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a repository is, as restic's manual writes it ("Preparing a new repository").
 *
 * @param place as restic takes it; may hold a password
 */
record Repository(String place) {
    private static final Pattern BACKEND = Pattern.compile("(local|sftp|rest|s3|b2|azure|gs|swift|rclone):.+");
    /** User, password and host of a URL, whatever stands before it. */
    private static final Pattern AUTHORITY = Pattern.compile("://(?:[^/@]*@)?(\\[[^]]*]|[^/:]+)");

    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@]*@");
    private static final Pattern SFTP = Pattern.compile("sftp:(?:[^@/:]*@)?([^/:]+):.*");
    private static final Pattern S3 = Pattern.compile("s3:([^/:]+)(?::\\d+)?/.*");

    /** The services that a backend without a host of its own stands for. */
    private static final Map<String, String> SERVICES =
            Map.of("b2", "backblazeb2.com", "azure", "windows.net", "gs", "googleapis.com");

    static Repository of(String place) {
        if (place.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must not hold a control character");
        }
        if (!place.startsWith("/") && !BACKEND.matcher(place).matches()) {
            throw new IllegalArgumentException(
                    "must be an absolute path, or what restic takes, like sftp:backup:/srv/repo or s3:https://host/bucket");
        }
        return new Repository(place);
    }

    /** The hosts that it is on; empty for a directory of this machine, and for what is not known. */
    Set<String> hosts() {
        String service = SERVICES.get(place.replaceFirst(":.*", ""));
        if (service != null) {
            return Set.of(service);
        }
        for (Pattern pattern : new Pattern[] {AUTHORITY, SFTP, S3}) {
            Matcher matcher = pattern.matcher(place);
            if (pattern == AUTHORITY ? matcher.find() : matcher.matches()) {
                return Set.of(matcher.group(1).replaceAll("[\\[\\]]", ""));
            }
        }
        return Set.of();
    }

    /** Without a password. */
    @Override
    public String toString() {
        return CREDENTIALS.matcher(place).replaceAll("://***@");
    }
}
