package dev.failover.internal.io;

import org.jspecify.annotations.Nullable;

/** How the library introduces itself over HTTP: by its name and version (RFC 9110, section 10.1.5). */
public final class UserAgent {
    /** {@code failover/} and the version; {@code failover} of classes that are in no jar. */
    public static final String OURS = of(UserAgent.class.getPackage().getImplementationVersion());

    private UserAgent() {}

    static String of(@Nullable String version) {
        return version == null ? "failover" : "failover/" + version;
    }
}
