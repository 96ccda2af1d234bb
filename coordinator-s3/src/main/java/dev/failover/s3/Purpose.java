package dev.failover.s3;

/** What a bucket is for, and so which rights a key to it needs. */
enum Purpose {
    AGREEMENT,
    FILES;

    /** In bytes: what is read back of a file is one {@linkplain S3Files#MOST_KEPT part}, and a record is short. */
    int longestAnswer() {
        return this == FILES ? S3Files.MOST_KEPT : 1 << 20;
    }

    /** What to do about an error of S3's; empty if nothing is known. */
    String remedy(String code, String prefix) {
        return switch (code) {
            case "NoSuchBucket" -> "make the bucket, or check bucket and endpoint";
            case "InvalidAccessKeyId" -> "check access-key-id";
            case "SignatureDoesNotMatch" -> "check secret-access-key";
            case "ExpiredToken", "InvalidToken" -> "give a new key with its token";
            case "RequestTimeTooSkewed" -> "this machine's clock is wrong; set it";
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                "check region and endpoint";
            case "NotImplemented" -> this == AGREEMENT ? Probe.WITHOUT : "";
            case "AccessDenied" -> rights(prefix);
            default -> "";
        };
    }

    private String rights(String prefix) {
        return switch (this) {
            case AGREEMENT ->
                "grant this key s3:GetObject and s3:PutObject on %s* and s3:ListBucket on the bucket, without which an object"
                                .formatted(prefix)
                        + " that is missing looks like one that is forbidden";
            case FILES ->
                "grant this key s3:PutObject on %s*, and s3:GetObject if it is to read back".formatted(prefix);
        };
    }
}
