package dev.failover.dns;

import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** One question to several servers at once. For one use; not thread-safe. */
final class ServerRound {
    /** How much longer than all others an IPv6 address is waited for whose server has answered over IPv4. */
    private static final Duration IPV6_GRACE = Duration.ofMillis(250);

    /**
     * Where to ask.
     *
     * @param server the same for all addresses of one server
     * @param label the server and this address, for a human
     */
    record Target(String server, String label, InetSocketAddress address) {
        boolean isIpv6() {
            return address.getAddress() instanceof Inet6Address;
        }
    }

    /**
     * How asking one of them ended.
     *
     * @param reached whether it answered at all
     */
    private record Ended(Target target, Answer answer, boolean reached) {}

    private final AuthorityAnswer reader;
    private final List<Target> targets;
    private final Map<Target, Ended> ended = new HashMap<>();

    ServerRound(AuthorityAnswer reader, List<Target> targets) {
        this.reader = reader;
        this.targets = targets;
    }

    /** Asks all, and gives one answer per target, in their order, but none for an IPv6 address that does not count. */
    List<Answer> ask(DnsSockets sockets, Deadline deadline) throws InterruptedException {
        if (targets.size() == 1) {
            Ended only = ask(sockets, targets.get(0), deadline);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return List.of(only.answer());
        }
        CompletionService<Ended> threads = new ExecutorCompletionService<>(SideBySide.threads());
        List<Future<Ended>> asked = targets.stream()
                .map(target -> threads.submit(() -> ask(sockets, target, deadline)))
                .toList();
        try {
            waitForAll(threads, deadline);
        } finally {
            asked.forEach(each -> each.cancel(true));
        }
        return targets.stream()
                .map(target -> ended.getOrDefault(target, failed(target, new SocketTimeoutException())))
                .filter(each -> each.reached() || !answersOverIpv4(each.target()))
                .map(Ended::answer)
                .toList();
    }

    private void waitForAll(CompletionService<Ended> threads, Deadline deadline) throws InterruptedException {
        Deadline until = deadline;
        boolean inGrace = false;
        while (ended.size() < targets.size()) {
            if (!inGrace && targets.stream().allMatch(target -> ended.containsKey(target) || answersOverIpv4(target))) {
                until = deadline.orIn(IPV6_GRACE);
                inGrace = true;
            }
            Future<Ended> next = threads.poll(until.left().toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            Ended each = SideBySide.ended(next, failure -> {
                throw new IllegalStateException(failure);
            });
            ended.put(each.target(), each);
        }
    }

    /** Whether this is an IPv6 address whose server has given its answer over IPv4. */
    private boolean answersOverIpv4(Target target) {
        return target.isIpv6()
                && ended.values().stream()
                        .anyMatch(other -> !other.target().isIpv6()
                                && other.target().server().equals(target.server())
                                && other.answer() instanceof Served);
    }

    private Ended ask(DnsSockets sockets, Target target, Deadline deadline) {
        Message question = Message.newQuery(Record.newRecord(
                reader.owner(), AuthorityAnswer.type(reader.key().type()), DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        try {
            Message answer = sockets.ask(target.address(), question, deadline);
            return new Ended(target, reader.read(target.label(), answer), true);
        } catch (IOException e) {
            return failed(target, e);
        }
    }

    private static Ended failed(Target target, IOException failure) {
        return new Ended(target, new Silent(target.label(), DnsFailure.describe(failure)), false);
    }
}
