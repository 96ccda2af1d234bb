package dev.failover.spring;

import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.dns.RecordType;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;

/**
 * A service. What is missing is as the library has it by default.
 *
 * @param records Record sets that move together.
 * @param switches Traffic switches, or beans that are one, that move with them, in order.
 * @param sites Where the service can run. The first is the primary.
 * @param check How to find out whether a site can serve. The key "type" names a component or a bean; "detection",
 *     "interval", "fast-interval", "timeout", "fall" and "rise" say how often and how many times; the others are the component's
 *     settings.
 * @param stateClass What is lost by a switch, which decides whether a human is asked.
 * @param failback Who decides on the way back to the primary.
 * @param failbackAfter How long the primary must have been up before the way back.
 * @param maxSwitches How many switches are made without a human.
 * @param coolDown Least time between two switches.
 * @param replicaMaxAge Greatest age of a replica of a site that is entered.
 * @param certificateValidFor How long the certificate of a site that is entered must still be valid.
 * @param addressMaxAge How long ago a dynamic address may have been verified.
 * @param onForeignEdit What is done about records that somebody else changed.
 * @param maxRestores How often what was decided is put back.
 * @param mixLimit How long records may point to different sites before a human is told.
 * @param drillMaxAge How long ago the latest drill may have been passed. After that, switches wait for a human.
 * @param restoreTestMaxAge The same of the latest restore test of the service's backups.
 * @param rto How soon after a fault users are to be served again. Nothing is decided by it.
 * @param rpo How old the replica of a site that is entered may be, of what users were promised. Nothing is decided by it.
 * @param ownership Whether a record in each zone shows which watcher decided.
 * @param ownershipName Name of that record, relative to the zone.
 * @param notifiers Notifiers to tell, in order.
 * @param remindEvery How often they are told again of what goes on. 0s for never.
 */
record ServiceProperties(
        @DefaultValue List<ManagedRecord> records,
        @DefaultValue List<String> switches,
        @DefaultValue List<Site> sites,
        @DefaultValue Map<String, String> check,
        @Nullable StateClass stateClass,
        @Nullable Failback failback,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration failbackAfter,
        @Nullable Limit maxSwitches,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration coolDown,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration replicaMaxAge,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration certificateValidFor,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration addressMaxAge,
        @Nullable ForeignEdit onForeignEdit,
        @Nullable Limit maxRestores,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration mixLimit,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration drillMaxAge,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration restoreTestMaxAge,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration rto,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration rpo,
        @DefaultValue("false") boolean ownership,
        @Nullable String ownershipName,
        @Name("notify") @DefaultValue List<String> notifiers,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration remindEvery) {

    /** Who decides on the way back. */
    enum Failback {
        MANUAL,
        AUTOMATIC
    }

    /** The family of an address. */
    enum Family {
        IPV4(RecordType.A),
        IPV6(RecordType.AAAA);

        final RecordType type;

        Family(RecordType type) {
            this.type = type;
        }
    }

    /**
     * So many times within so long.
     *
     * @param count How many.
     * @param per Within how long.
     */
    record Limit(
            @Nullable Integer count,
            @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration per) {}

    /**
     * A record set.
     *
     * @param provider Name of a provider, or of a bean that is one.
     * @param name Name relative to the zone. "@" is the apex.
     * @param type A or AAAA.
     * @param ttl Whole seconds. One minute by default.
     */
    record ManagedRecord(
            @Nullable String provider,
            @Nullable String name,
            @Nullable RecordType type,
            @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration ttl) {}

    /**
     * A place able to serve the service.
     *
     * @param name What it is called in requests and messages.
     * @param checkAddress Where to check it, if not at what is published.
     * @param check How to find out whether this site can serve, if not by the service's check. How often, and how many times, is the
     *     service's affair.
     * @param allowPrivate Whether an address that is not public may be published.
     * @param degraded Whether it serves less than the others.
     * @param domain What fails as one with it.
     * @param replicas Beans that say how old its data is: a data set of this machine, or an age.
     * @param mirrors Beans that mirror its data elsewhere while it is active.
     */
    record Site(
            @Nullable String name,
            @Nullable Address address,
            @Nullable String checkAddress,
            @DefaultValue Map<String, String> check,
            @DefaultValue("false") boolean allowPrivate,
            @DefaultValue("false") boolean degraded,
            @Nullable String domain,
            @DefaultValue List<String> replicas,
            @DefaultValue List<String> mirrors) {}

    /**
     * Where an address comes from.
     *
     * @param fixed Addresses, or names of beans that find one; at most one of each family. Written as the value of the address itself.
     * @param publicIp URLs that answer with the address that this machine has in public.
     * @param dnsName A name that always has the address.
     * @param resolvers Servers to ask for that name.
     * @param family Which family is looked up. By default IPv4, unless all records are AAAA.
     * @param trustStore PKCS12 file of the certificate authorities that those URLs are trusted by, instead of the JDK's.
     * @param trustStorePassword Password of that file.
     */
    record Address(
            @DefaultValue List<String> fixed,
            @DefaultValue List<URI> publicIp,
            @Nullable String dnsName,
            @DefaultValue List<String> resolvers,
            @Nullable Family family,
            @Nullable String trustStore,
            @Nullable String trustStorePassword) {

        /** What Boot makes of {@code address: 203.0.113.10}; two are separated by a comma. */
        public static Address of(String text) {
            List<String> fixed = List.of(text.strip().split("\\s*,\\s*"));
            return new Address(fixed, List.of(), null, List.of(), null, null, null);
        }
    }
}
