package dev.failover.rfc2136;

import com.google.common.collect.Lists;
import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.rfc2136.Updates.Part;
import dev.failover.rfc2136.ZoneReader.Found;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/** Makes changes by one update message where they fit into one, and sees them served. For one use. */
final class ZoneChange {
    private static final Logger log = LoggerFactory.getLogger(ZoneChange.class);

    /** How often what was found is made the expectation anew before somebody else's changes are let win. */
    private static final int ROUNDS = 3;

    /** So many record sets, a service's own as a rule, are looked at in not much more time than questions take. */
    private static final int FEW = 4;

    private static final int SHARE_OF_SERIAL = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final PrimaryServer server;
    private final ZoneReader reader;
    private final String zone;
    private final Serial serial;
    private final Deadline deadline;
    private final TimeSource time;
    private final Function<Part, Request> sent;

    /** @param sent for a part: the message that makes its steps, or for a rehearsal one that only asks whether it could */
    ZoneChange(
            PrimaryServer server,
            ZoneReader reader,
            String zone,
            Serial serial,
            Deadline deadline,
            TimeSource time,
            Function<Part, Request> sent) {
        this.server = server;
        this.reader = reader;
        this.zone = zone;
        this.serial = serial;
        this.deadline = deadline;
        this.time = time;
        this.sent = sent;
    }

    void make(List<RecordChange> changes) throws InterruptedException {
        Map<RecordKey, RecordChange> byKey = new HashMap<>();
        changes.forEach(change -> byKey.put(change.key(), change));
        List<Part> parts = Updates.split(
                zone, changes.stream().map(change -> Step.of(change, zone)).toList());
        if (parts.size() > 1) {
            for (Part part : parts) {
                check(part, changes(part, byKey));
            }
        }
        for (Part part : parts) {
            make(part, changes(part, byKey));
        }
    }

    private static List<RecordChange> changes(Part part, Map<RecordKey, RecordChange> byKey) {
        return part.steps().stream()
                .map(step -> Objects.requireNonNull(byKey.get(step.key())))
                .toList();
    }

    /** Sees that all of a part could be made now, so that a conflict shows before the first part is made. */
    private void check(Part part, List<RecordChange> changes) throws InterruptedException {
        if (isUnmet(part.question(), changes)) {
            settle(changes);
        }
    }

    private void make(Part part, List<RecordChange> changes) throws InterruptedException {
        Optional<Serial.Before> before = serial.before(this::serialNow);
        boolean atOnce = !isUnmet(sent.apply(part), changes);
        // Made already, perhaps: by an earlier call whose answer was lost, or by somebody who wants the same.
        boolean made = atOnce
                || write(
                        changes.stream().map(change -> Step.again(change, zone)).toList(), changes);
        for (int round = 1; !made; round++) {
            made = write(settle(changes), changes);
            if (!made && round == ROUNDS) {
                throw stillUnmet(changes);
            }
        }
        RecordChange witness =
                changes.stream().filter(ZoneChange::movesValues).findFirst().orElse(changes.get(0));
        awaitServed(witness);
        if (atOnce && movesValues(witness) && before.isPresent()) {
            checkSerial(before.get());
        }
    }

    /** Empty if it does not say within a part of the time: what is only compared must not keep a change from being made. */
    private Optional<Long> serialNow() throws InterruptedException {
        try {
            return Optional.of(reader.soa(deadline.orIn(deadline.left().dividedBy(SHARE_OF_SERIAL)))
                    .getSerial());
        } catch (ComponentException e) {
            log.debug("{} does not say the serial number of zone {}: {}", server, zone, e.getMessage());
            return Optional.empty();
        }
    }

    private void checkSerial(Serial.Before before) throws InterruptedException {
        Optional<Long> after = serialNow();
        if (after.isPresent() && !serial.rose(before, after.get())) {
            log.warn(
                    "{} changed zone {} but not its serial number {}, so its secondary servers won't notice; see to it that"
                            + " updates raise the serial number",
                    server,
                    zone,
                    before.number());
        }
    }

    /** @return false if the server did not find what the steps expect, and so did nothing */
    private boolean write(List<Step> steps, List<RecordChange> changes) throws InterruptedException {
        return !isUnmet(sent.apply(Part.of(zone, steps)), changes);
    }

    private boolean isUnmet(Request update, List<RecordChange> changes) throws InterruptedException {
        int rcode = server.ask(update, deadline).rcode();
        if (rcode != Rcode.NOERROR && !Refusal.isUnmet(rcode)) {
            throw Refusal.ofUpdate(server, zone, names(changes), rcode);
        }
        return rcode != Rcode.NOERROR;
    }

    /**
     * What makes those of the changes that are not made yet. Which of many are in the way is found by halves: a look at each would take
     * all the time that several services share.
     */
    private List<Step> settle(List<RecordChange> changes) throws InterruptedException {
        if (changes.size() <= FEW) {
            return settleEach(changes);
        }
        List<Step> steps = new ArrayList<>();
        for (List<RecordChange> half : Lists.partition(changes, (changes.size() + 1) / 2)) {
            List<Step> asExpected =
                    half.stream().map(change -> Step.of(change, zone)).toList();
            boolean unmet = isUnmet(new Request(Updates.question(zone, asExpected)), half);
            steps.addAll(unmet ? settle(half) : asExpected);
        }
        return steps;
    }

    /** Looks at each record set by itself: what is there is either desired or expected, or a conflict. */
    private List<Step> settleEach(List<RecordChange> changes) throws InterruptedException {
        List<Step> steps = new ArrayList<>();
        for (RecordChange change : changes) {
            Found found = reader.find(change.key(), deadline);
            boolean there = found.recordSet().equals(Optional.of(change.desired()));
            boolean replaceable = change.isMadeIn(found.recordSet()) || change.isExpected(found.recordSet());
            if (!replaceable) {
                throw new ConflictException(
                        "On %s, in zone %s, %s.".formatted(server, zone, change.contradiction(found.recordSet())));
            }
            steps.add(
                    new Step(change.key(), found.records(), there ? Optional.empty() : Optional.of(change.desired())));
        }
        return steps;
    }

    /** Every record set looks right, and yet the server won't: an alias is in the way, or somebody else is very busy. */
    private ComponentException stillUnmet(List<RecordChange> changes) throws InterruptedException {
        for (RecordChange change : changes) {
            RecordKey key = change.key();
            if (change.expected().isPresent()) {
                continue;
            }
            if (key.type() == RecordType.CNAME) {
                return new RejectedException(
                        ("%s of zone %s can't be created: a name with other records can't be an alias"
                                        + " (RFC 1034, section 3.6.2); remove them by hand, or choose another name")
                                .formatted(key, zone));
            }
            Optional<RecordSet> alias = reader.find(new RecordKey(key.name(), RecordType.CNAME), deadline)
                    .recordSet();
            if (alias.isPresent()) {
                return new RejectedException(
                        ("%s of zone %s can't be created: the name is an alias (CNAME) of %s, and can't"
                                        + " have other records (RFC 1034, section 3.6.2); remove the alias by hand")
                                .formatted(key, zone, alias.get().values()));
            }
        }
        return new ConflictException("%s of zone %s changed on %s each time before it could be changed"
                .formatted(names(changes), zone, server));
    }

    /**
     * Waits until the server serves what it accepted: with BIND's inline-signing, for one, that takes a moment. A message
     * takes effect as a whole, so one record set speaks for all of them.
     */
    private void awaitServed(RecordChange witness) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        try {
            while (isStillOld(witness, reader.served(witness.key(), deadline))) {
                time.sleep(shorter(pause, deadline.remaining()));
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (UnavailableException e) {
            throw new UnavailableException(
                    "%s accepted the change of %s in zone %s, but was not seen to serve it in time; make the call again"
                            .formatted(server, witness.key(), zone),
                    e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static boolean movesValues(RecordChange change) {
        return !change.expected().map(change.desired()::sameValues).orElse(false);
    }

    /** Anything but what was there before is either ours, or what somebody else has put in its place since. */
    private static boolean isStillOld(RecordChange change, Found served) {
        return movesValues(change)
                ? change.isExpected(served.recordSet())
                : change.isMadeIn(served.recordSet()) && !served.recordSet().equals(Optional.of(change.desired()));
    }

    private static String names(List<RecordChange> changes) {
        String first = changes.get(0).key().toString();
        return changes.size() == 1 ? first : first + " and " + (changes.size() - 1) + " more";
    }
}
