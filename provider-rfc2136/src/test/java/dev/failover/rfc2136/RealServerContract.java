package dev.failover.rfc2136;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;
import org.xbill.DNS.ZoneTransferIn;

/** The contract of DNS providers against a real server, reached over a line that can be made faulty. */
abstract class RealServerContract extends DnsProviderContract {
    abstract RealServer server();

    /** Whether the server tells what changed since a serial number (RFC 1995). */
    boolean keepsHistory() {
        return true;
    }

    @Override
    protected Zone open(String zone, Collection<RecordSet> recordSets) throws Exception {
        server().reset(zone, recordSets);
        return new RealZone(zone, recordSets, server().serial(zone), new FaultyLine(server().port()));
    }

    @Override
    protected String zone() {
        return RealServer.ZONE;
    }

    @Override
    protected List<String> secrets() {
        return List.of(Key.FAILOVER.secret());
    }

    private final class RealZone implements Zone {
        private final String name;
        private final Collection<RecordSet> atFirst;
        private final long firstSerial;
        private final FaultyLine line;

        RealZone(String name, Collection<RecordSet> atFirst, long firstSerial, FaultyLine line) {
            this.name = name;
            this.atFirst = atFirst;
            this.firstSerial = firstSerial;
            this.line = line;
        }

        @Override
        public DnsProvider provider() {
            return RealServer.provider(name, line.port(), Key.FAILOVER).build();
        }

        @Override
        public Optional<RecordSet> published(RecordKey key) throws Exception {
            Publication publication = server().look(name, key);
            if (!publication.silent().isEmpty()) {
                throw new AssertionError("the server did not answer: " + publication.silent());
            }
            return publication.agreed();
        }

        @Override
        public Optional<List<Map<RecordKey, RecordSet>>> history() {
            if (!keepsHistory()) {
                return Optional.empty();
            }
            try {
                return Optional.of(states());
            } catch (Exception e) {
                throw new AssertionError("the zone's changes can't be transferred", e);
            }
        }

        private List<Map<RecordKey, RecordSet>> states() throws Exception {
            Set<Record> records = new HashSet<>();
            for (RecordSet recordSet : atFirst) {
                records.addAll(Records.of(recordSet, name, recordSet.ttl().toSeconds()));
            }
            List<Map<RecordKey, RecordSet>> states = new ArrayList<>(List.of(recordSets(records)));
            for (ZoneTransferIn.Delta delta : server().changesSince(name, firstSerial)) {
                // TTLs are not part of dnsjava's equality of records: a changed one is deleted and added.
                records.removeAll(new HashSet<>(delta.deletes));
                records.addAll(delta.adds);
                states.add(recordSets(records));
            }
            return states;
        }

        private Map<RecordKey, RecordSet> recordSets(Set<Record> records) {
            Map<RecordKey, List<Record>> byKey = new HashMap<>();
            for (Record record : records) {
                type(record)
                        .ifPresent(type -> byKey.computeIfAbsent(
                                        new RecordKey(relative(record), type), key -> new ArrayList<>())
                                .add(record));
            }
            Map<RecordKey, RecordSet> recordSets = new LinkedHashMap<>();
            byKey.forEach((key, of) -> recordSets.put(
                    key,
                    new RecordSet(
                            key,
                            Duration.ofSeconds(of.get(0).getTTL()),
                            new HashSet<>(of.stream().map(RealZone::value).toList()))));
            return recordSets;
        }

        private String relative(Record record) {
            String owner = record.getName().toString(true).toLowerCase(java.util.Locale.ROOT);
            return owner.equals(name) ? RecordKey.APEX : owner.substring(0, owner.length() - name.length() - 1);
        }

        private static Optional<RecordType> type(Record record) {
            return switch (record.getType()) {
                case Type.A -> Optional.of(RecordType.A);
                case Type.AAAA -> Optional.of(RecordType.AAAA);
                case Type.CNAME -> Optional.of(RecordType.CNAME);
                case Type.TXT -> Optional.of(RecordType.TXT);
                default -> Optional.empty();
            };
        }

        private static String value(Record record) {
            return record instanceof TXTRecord txt ? String.join("", txt.getStrings()) : record.rdataToString();
        }

        @Override
        public boolean inject(Fault fault) {
            switch (fault) {
                case LOSE_NEXT_ANSWER -> line.fault(LineFaults.loseAnswersOfUpdates(1));
                case HANG -> line.fault(LineFaults.hang());
                case REFUSE_CREDENTIALS -> line.fault(LineFaults.breakSignatures());
                // The protocol has no word for "too many"; a server that is asked too much fails.
                case THROTTLE -> line.fault(LineFaults.answer(Rcode.SERVFAIL));
                case FAIL -> line.fault(LineFaults.answer(Rcode.SERVFAIL));
                case REFUSE_NEXT_CHANGE -> line.fault(LineFaults.answerUpdates(Rcode.REFUSED));
                case SLOW -> line.fault(LineFaults.late(LATE));
                case CHANGE_BEFORE_NEXT_WRITE -> line.fault(LineFaults.beforeUpdates(this::intrude));
                // What is no DNS message is passed over, as anybody can send it: the call waits for the answer.
                case NONSENSE, LOSE_NEXT_PUBLICATION -> {
                    return false;
                }
            }
            return true;
        }

        private void intrude() {
            try {
                Update update = new Update(Name.fromString(name + "."));
                update.replace(
                        Records.of(INTRUDER, name, INTRUDER.ttl().toSeconds()).toArray(new Record[0]));
                server().change(update);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void heal() {
            line.heal();
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }
}
