package dev.failover.internal.watch;

import java.net.InetAddress;
import java.util.Optional;

/** The rule that an address nobody can reach is not published by accident. */
public final class Publishable {
    private Publishable() {}

    /** Why an address may not be published; empty if it may. */
    public static Optional<String> problem(InetAddress address, boolean allowPrivate) {
        AddressScope scope = AddressScope.of(address);
        if (allowPrivate || scope.isPublishable()) {
            return Optional.empty();
        }
        return Optional.of("%s is %s, and by default only public addresses are published"
                .formatted(address.getHostAddress(), scope.description()));
    }
}
