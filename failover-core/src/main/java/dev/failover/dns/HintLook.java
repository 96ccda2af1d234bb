package dev.failover.dns;

import dev.failover.dns.ServerRound.Target;
import dev.failover.dns.ZoneSurvey.ServiceHints;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks servers for the HTTPS and SVCB records of a name. Asking blocks. */
final class HintLook {
    private final Name owner;
    private final Set<InetAddress> addresses = new HashSet<>();
    private final Set<String> targets = new HashSet<>();

    HintLook(Name owner) {
        this.owner = owner;
    }

    ServiceHints ask(DnsSockets sockets, List<Target> servers, Deadline deadline) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        List<Callable<Optional<List<Record>>>> questions = oneOfEach(servers).stream()
                .flatMap(server -> Stream.of(Type.HTTPS, Type.SVCB).map(type ->
                        (Callable<Optional<List<Record>>>) () -> Optional.of(ask(sockets, server, type, deadline))))
                .toList();
        List<Optional<List<Record>>> answers = SideBySide.lastHere(questions, deadline, failure -> {
            failures.add(DnsFailure.describe(failure));
            return Optional.empty();
        });
        answers.forEach(answer -> answer.ifPresent(records -> records.forEach(this::read)));
        boolean answered = answers.stream().anyMatch(Optional::isPresent);
        return new ServiceHints(DnsName.text(owner), addresses, targets, answered ? List.of() : failures);
    }

    /** A server answers the same on each of its addresses, and the machine that asks may have no IPv6. */
    private static Collection<Target> oneOfEach(List<Target> servers) {
        Map<String, Target> one = new LinkedHashMap<>();
        servers.forEach(
                server -> one.merge(server.server(), server, (first, second) -> first.isIpv6() ? second : first));
        return one.values();
    }

    private List<Record> ask(DnsSockets sockets, Target server, int type, Deadline deadline) throws IOException {
        Message question = Message.newQuery(Record.newRecord(owner, type, DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        Message answer = sockets.ask(server.address(), question, deadline);
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new IOException(server.label() + " answered " + Rcode.string(rcode));
        }
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(owner))
                .toList();
    }

    private void read(Record record) {
        if (!(record instanceof SVCBBase binding)) {
            return;
        }
        Name target = binding.getTargetName();
        if (!target.equals(Name.root) && !target.equals(owner)) {
            targets.add(DnsName.text(target));
        }
        try {
            if (binding.getSvcParamValue(SVCBBase.IPV4HINT) instanceof SVCBBase.ParameterIpv4Hint hint) {
                addresses.addAll(hint.getAddresses());
            }
            if (binding.getSvcParamValue(SVCBBase.IPV6HINT) instanceof SVCBBase.ParameterIpv6Hint hint) {
                addresses.addAll(hint.getAddresses());
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address is of four or sixteen bytes", e);
        }
    }
}
