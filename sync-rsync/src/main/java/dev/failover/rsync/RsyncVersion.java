package dev.failover.rsync;

import dev.failover.component.RejectedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of rsync, as {@code rsync --version} says it. */
record RsyncVersion(int major, int minor, int patch) implements Comparable<RsyncVersion> {
    static final RsyncVersion OLDEST = new RsyncVersion(3, 2, 0);

    /** From here on arguments are protected from the other side's shell without being asked to. */
    private static final RsyncVersion PROTECTS = new RsyncVersion(3, 2, 4);

    private static final Pattern VERSION = Pattern.compile("^rsync\\s+version v?(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    /** Empty for what is no rsync: macOS has a program of that name that is another. */
    static Optional<RsyncVersion> in(String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String patch = matcher.group(3);
        return Optional.of(new RsyncVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch)));
    }

    /** @throws RejectedException if that is no rsync, or one too old */
    static RsyncVersion require(String where, String text) {
        RsyncVersion version = in(text).orElseThrow(() ->
                new RejectedException("The program rsync " + where + " is none that is known here, but says: "
                        + Excerpt.of(text) + "; install rsync " + OLDEST + " or newer"));
        if (version.compareTo(OLDEST) < 0) {
            throw new RejectedException(
                    "rsync " + where + " is " + version + ", which is too old; install " + OLDEST + " or newer");
        }
        return version;
    }

    boolean protectsArguments() {
        return compareTo(PROTECTS) >= 0;
    }

    @Override
    public int compareTo(RsyncVersion other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
