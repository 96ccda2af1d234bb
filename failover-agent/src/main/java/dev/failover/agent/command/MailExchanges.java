package dev.failover.agent.command;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Who takes the mails for a domain (RFC 5321, section 5.1), by the machine's resolver. */
final class MailExchanges {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Neither an address nor a name that only this machine knows. */
    private static final Pattern DOMAIN = Pattern.compile(".+\\.[A-Za-z][A-Za-z0-9-]*\\.?");

    private MailExchanges() {}

    /** Their names; empty if there are none, or they can't be found out. */
    static List<String> of(String domain) {
        return DOMAIN.matcher(domain).matches() ? at(new ExtendedResolver(), domain) : List.of();
    }

    static List<String> at(Resolver resolver, String domain) {
        resolver.setTimeout(TIMEOUT);
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(domain, Name.root), Type.MX);
        } catch (TextParseException e) {
            return List.of();
        }
        lookup.setResolver(resolver);
        lookup.setCache(null);
        Record[] found = lookup.run();
        return found == null
                ? List.of()
                : Stream.of(found)
                        .map(record -> ((MXRecord) record).getTarget().toString(true))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
