package dev.failover.dns;

import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

    private final AuthorityAnswer reader;
    private final List<Target> targets;
    private final IdentityHashMap<Future<Answer>, Target> pending = new IdentityHashMap<>();
    private final Map<Target, Answer> answers = new HashMap<>();
    private final Map<Target, String> failures = new HashMap<>();

    ServerRound(AuthorityAnswer reader, List<Target> targets) {
        this.reader = reader;
        this.targets = targets;
    }

    /** Asks all, and gives one answer per target, in their order, but none for an IPv6 address that does not count. */
    List<Answer> ask(DnsSockets sockets, Deadline deadline) throws InterruptedException {
        CompletionService<Answer> threads = new ExecutorCompletionService<>(SideBySide.threads());
        for (Target target : targets) {
            pending.put(threads.submit(() -> ask(sockets, target, deadline)), target);
        }
        try {
            waitForAll(threads, deadline);
        } finally {
            pending.keySet().forEach(answer -> answer.cancel(true));
        }
        List<Answer> all = new ArrayList<>();
        for (Target target : targets) {
            Answer answer = answers.get(target);
            if (answer != null) {
                all.add(answer);
            } else if (!answersOverIpv4(target)) {
                String reason = failures.getOrDefault(target, DnsFailure.describe(new CancellationException()));
                all.add(new Silent(target.label(), reason));
            }
        }
        return all;
    }

    private void waitForAll(CompletionService<Answer> threads, Deadline deadline) throws InterruptedException {
        Deadline grace = null;
        while (!pending.isEmpty()) {
            if (grace == null && pending.values().stream().allMatch(this::answersOverIpv4)) {
                grace = deadline.orIn(IPV6_GRACE);
            }
            Future<Answer> ended =
                    threads.poll((grace == null ? deadline : grace).left().toNanos(), TimeUnit.NANOSECONDS);
            if (ended == null) {
                return;
            }
            Target target = pending.remove(ended);
            @Nullable
            Answer answer = SideBySide.<@Nullable Answer>ended(ended, failure -> {
                failures.put(target, DnsFailure.describe(failure));
                return null;
            });
            if (answer != null) {
                answers.put(target, answer);
            }
        }
    }

    /** Whether this is an IPv6 address whose server has given its answer over IPv4. */
    private boolean answersOverIpv4(Target target) {
        return target.isIpv6()
                && targets.stream()
                        .anyMatch(other -> !other.isIpv6()
                                && other.server().equals(target.server())
                                && answers.get(other) instanceof Served);
    }

    private Answer ask(DnsSockets sockets, Target target, Deadline deadline) throws IOException {
        Message question = Message.newQuery(Record.newRecord(
                reader.owner(), AuthorityAnswer.type(reader.key().type()), DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        return reader.read(target.label(), sockets.ask(target.address(), question, deadline));
    }
}
