package dev.failover.dyndns2;

import dev.failover.component.Secret;
import dev.failover.dns.Authorities;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.dyndns2.Families.Update;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Who updates which zone where, and how that is told.
 *
 * @param endpoint with the path, without a query
 * @param parameters what each query begins with
 * @param contact how whoever sends updates is reached; empty if not told
 */
record Account(
        String zone,
        URI endpoint,
        String parameters,
        Families families,
        String user,
        Secret password,
        String contact,
        Authorities servers,
        Duration propagation,
        TimeSource time) {
    String host() {
        return endpoint.getAuthority();
    }

    /** The whole name that an update is of. */
    String name(Update update) {
        return new RecordKey(update.host(), RecordType.A).in(zone);
    }

    String query(Update update) {
        return endpoint + "?" + parameters + "hostname=" + name(update) + "&" + update.addresses();
    }

    String authorization() {
        byte[] both = (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** Company, program with its version, and a contact, as No-IP wants it. */
    String userAgent() {
        String version = Optional.ofNullable(Account.class.getPackage().getImplementationVersion())
                .map("/"::concat)
                .orElse("");
        return "failover failover" + version + (contact.isEmpty() ? "" : " " + contact);
    }

    /** What a vendor may have repeated. */
    String mask(String text) {
        return password.maskIn(text);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "account of " + zone + " at " + host();
    }
}
