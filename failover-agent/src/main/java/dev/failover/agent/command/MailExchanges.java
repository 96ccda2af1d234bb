package dev.failover.agent.command;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Who takes the mails for a domain (RFC 5321, section 5.1), by the machine's resolver. */
final class MailExchanges {
    private MailExchanges() {}

    /** Neither an address nor a name that only this machine knows. */
    private static final Pattern DOMAIN = Pattern.compile(".+\\.[A-Za-z][A-Za-z0-9-]*\\.?");

    /** Their names; empty if there are none, or they can't be found out. */
    static List<String> of(String domain) {
        return DOMAIN.matcher(domain).matches() ? at("dns:", domain) : List.of();
    }

    /** @param resolver a URL: {@code dns://127.0.0.1:5353} */
    @SuppressWarnings("JdkObsolete") // JNDI takes no other map.
    static List<String> at(String resolver, String domain) {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", resolver);
        environment.put("com.sun.jndi.dns.timeout.initial", "2000");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        List<String> names = new ArrayList<>();
        try {
            InitialDirContext context = new InitialDirContext(environment);
            try {
                Attribute exchanges =
                        context.getAttributes(domain, new String[] {"MX"}).get("MX");
                NamingEnumeration<?> all = exchanges == null ? null : exchanges.getAll();
                while (all != null && all.hasMore()) {
                    // "10 mail.example.org."
                    names.add(String.valueOf(all.next())
                            .replaceFirst("^\\d+ +", "")
                            .replaceFirst("\\.$", ""));
                }
            } finally {
                context.close();
            }
        } catch (NamingException e) {
            // Then it has none that this machine could find.
        }
        names.removeIf(String::isEmpty);
        return names;
    }
}
