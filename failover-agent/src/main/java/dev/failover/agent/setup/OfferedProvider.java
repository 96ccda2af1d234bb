package dev.failover.agent.setup;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The vendors and servers that a first configuration can name, in the order in which they are offered. */
enum OfferedProvider {
    OVH("ovh"),
    ROUTE53("route53"),
    GOOGLE("google"),
    CLOUDFLARE("cloudflare"),
    HETZNER("hetzner"),
    DESEC("desec"),
    GANDI("gandi"),
    DIGITALOCEAN("digitalocean"),
    RFC2136("rfc2136"),
    WEBHOOK("webhook");

    final String type;

    OfferedProvider(String type) {
        this.type = type;
    }

    static List<String> types() {
        return Arrays.stream(values()).map(each -> each.type).toList();
    }

    static OfferedProvider of(Answers answers) {
        return Arrays.stream(values())
                .filter(each -> answers.is(Question.PROVIDER, each.type))
                .findFirst()
                .orElseThrow();
    }

    /** All of them, for a question. */
    static String words() {
        return Arrays.stream(values())
                .map(each -> switch (each) {
                    case RFC2136 -> "rfc2136 (BIND, Knot, PowerDNS)";
                    case WEBHOOK -> "or webhook (external-dns)";
                    default -> each.type;
                })
                .collect(Collectors.joining(", "))
                .replace(", or ", " or ");
    }
}
