package dev.failover.agent.config;

import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What takes the place of a part that can't be built, so that the other parts can still be looked at. None is ever used. */
final class StandIns {
    private StandIns() {}

    /** A site that no rule objects to, nor to several of them. */
    static Site site(String name, int index) {
        String usable = name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") ? name : "stand-in-" + index;
        return Site.builder(usable)
                .address("192.0.2." + (254 - index % 250))
                .address("2001:db8::" + Integer.toHexString(0xffff - index))
                .build();
    }

    /** A record that no rule objects to. */
    static ManagedRecord record(String provider, int index) {
        return new ManagedRecord(provider, new RecordKey("stand-in-" + index, RecordType.A), Duration.ofMinutes(1));
    }

    /** A provider that only has a zone. */
    record Provider(String zone) implements DnsProvider {
        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }
    }

    /** A switch to nowhere. */
    record Switch() implements TrafficSwitch {
        @Override
        public Set<String> sites() {
            return Set.of();
        }

        @Override
        public Traffic ask(Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }

        @Override
        public void send(Redirection redirection, Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }

        @Override
        public Duration longest() {
            return Duration.ofMinutes(1);
        }
    }

    /** A transport to nowhere. */
    record Transport() implements FileSync {
        @Override
        public MirrorReport mirror(MirrorRequest request, MirrorListener listener) {
            throw new IllegalStateException("a stand-in was used");
        }

        @Override
        public Verifying verifying() {
            return Verifying.STRETCHES;
        }

        @Override
        public Optional<String> readNote(String name, Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }

        @Override
        public void writeNote(String name, String content, Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }

        @Override
        public void execute(List<String> command, Duration timeout) {
            throw new IllegalStateException("a stand-in was used");
        }
    }
}
