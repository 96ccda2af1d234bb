package dev.failover.testkit.simulation;

import com.google.common.net.InetAddresses;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.AddressSource;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.notify.Notification;
import dev.failover.sync.ReplicaAge;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All by which a watcher learns of the world, and the channels by which it tells of it. */
final class Senses {
    private static final int DNS_SERVERS_WAIT_SECONDS = 2;

    private final Watcher watcher;
    private final World world;

    Senses(Watcher watcher, World world) {
        this.watcher = watcher;
        this.world = world;
    }

    Health check(InetAddress address, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        world.checks().liveness.waits(watcher, timeout);
        Optional<SimulatedSite> site =
                world.sites().stream().filter(known -> known.wasAt(address)).findFirst();
        Health health = work.call(() -> probe(site, address, work, timeout));
        site.ifPresent(known -> work.uponReply(() -> watcher.heard(known, work.startedAt(), health)));
        return health;
    }

    private Health probe(Optional<SimulatedSite> site, InetAddress address, Machine.Work work, Duration timeout) {
        if (site.map(watcher::areChecksBlind).orElse(false)) {
            return Health.unknown("the check's program is missing");
        }
        try {
            Network.Answer answer = world.network()
                    .send(watcher.name(), site.map(known -> known.name).orElse("nowhere"), work, work.dice, timeout);
            if (site.isEmpty() || !site.get().isAt(address)) {
                work.takes(timeout);
                return Health.down("nobody answers at " + address.getHostAddress());
            }
            boolean serves = site.get().serves();
            answer.arrive();
            Health health = serves ? Health.up("answered 200") : Health.down("answered 503");
            return site.get()
                    .certificateExpiry
                    .map(health::withCertificateExpiry)
                    .orElse(health);
        } catch (UnavailableException e) {
            return Health.down("timed out");
        }
    }

    Publication look(String zoneName, RecordKey key, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        world.checks().liveness.waits(watcher, timeout);
        watcher.mayDie(CrashPoint.BEFORE_LOOK);
        Zone zone = world.zone(zoneName);
        List<Publication.Answer> answers = new ArrayList<>();
        boolean anySilent = false;
        boolean anyServed = false;
        for (Zone.Server server : zone.servers) {
            String name = "ns%s.%s".formatted(server.index, zoneName);
            Optional<Publication.Answer> answer = ask(zone, server, name, key, work);
            anySilent |= answer.isEmpty();
            anyServed |= answer.isPresent();
            answers.add(answer.orElseGet(() -> new Publication.Silent(name, "no answer")));
        }
        work.takes(
                anySilent
                        ? Duration.ofSeconds(DNS_SERVERS_WAIT_SECONDS)
                        : work.dice.between(Duration.ofMillis(1), Duration.ofMillis(60)));
        watcher.mayDie(CrashPoint.AFTER_LOOK);
        if (anyServed) {
            work.uponReply(() -> watcher.reached(work.startedAt()));
        }
        Publication publication = new Publication(key, answers);
        work.uponReply(() -> watcher.looked(zone, publication));
        return publication;
    }

    private Optional<Publication.Answer> ask(
            Zone zone, Zone.Server server, String name, RecordKey key, Machine.Work work) {
        Fault.Link link = world.network().link(watcher.name(), "servers of " + zone.name);
        boolean lost = link == Fault.Link.CUT
                || link == Fault.Link.ANSWERS_LOST
                || link == Fault.Link.LOSSY && work.dice.percent(50);
        if (lost || server.silent > 0) {
            return Optional.empty();
        }
        return Optional.of(new Publication.Served(name, server.give(key)));
    }

    AddressSource addressOf(SimulatedSite site, RecordType type) {
        return new AddressSource() {
            @Override
            public RecordType type() {
                return type;
            }

            @Override
            public InetAddress find(Duration timeout) {
                return lookUp(site, type, timeout);
            }

            @Override
            public String toString() {
                return "the address of " + site.name;
            }
        };
    }

    private InetAddress lookUp(SimulatedSite site, RecordType type, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        world.checks().liveness.waits(watcher, timeout);
        Network.Answer answer = world.network().send(watcher.name(), "look-ups", work, work.dice, timeout);
        if (site.lookUpsFail > 0) {
            answer.arrive();
            throw new UnavailableException("no look-up answers");
        }
        InetAddress found = site.lookUpsLie > 0
                ? InetAddresses.forString(type == RecordType.A ? "100.64.3.7" : "fd00::7")
                : site.address(type);
        answer.arrive();
        work.uponReply(() -> watcher.verified(site, found));
        return found;
    }

    ReplicaAge replicaOf(SimulatedSite site) {
        return timeout -> {
            Machine.Work work = watcher.machine().work();
            world.checks().liveness.waits(watcher, timeout);
            Network.Answer answer = world.network().send(watcher.name(), site.name, work, work.dice, timeout);
            ReplicaAge.Reading reading = site.replicaHides > 0
                    ? ReplicaAge.Reading.unknown("its watermark can't be read")
                    : ReplicaAge.Reading.of(World.START.plus(site.replicated(world.elapsed())));
            answer.arrive();
            return reading;
        };
    }

    void send(int channel, Notification notification, Duration timeout) {
        Machine.Work work = watcher.machine().work();
        world.checks().liveness.waits(watcher, timeout);
        watcher.mayDie(CrashPoint.BEFORE_NOTIFICATION);
        world.checks().liveness.tells(watcher, notification);
        Network.Answer answer = world.network().send(watcher.name(), "channel " + channel, work, work.dice, timeout);
        Fault.Kind trouble = watcher.channelTrouble(channel);
        if (trouble != null) {
            switch (trouble) {
                case CHANNEL_HANGS -> {
                    work.neverReplies();
                    return;
                }
                case CHANNEL_REFUSES -> {
                    answer.arrive();
                    throw new RejectedException("channel " + channel + " does not know us");
                }
                default -> {
                    answer.arrive();
                    throw new UnavailableException("channel " + channel + " is out of order");
                }
            }
        }
        watcher.told(notification);
        watcher.mayDie(CrashPoint.AFTER_NOTIFICATION);
        answer.arrive();
    }

    /** What a resolver gets from one of the zone's servers. */
    static Optional<RecordSet> resolve(Zone zone, RecordKey key, Dice dice) {
        return zone.servers.get(dice.below(zone.servers.size())).give(key);
    }
}
