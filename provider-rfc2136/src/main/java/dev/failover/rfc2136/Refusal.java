package dev.failover.rfc2136;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import org.xbill.DNS.Rcode;

/** What a response code other than "no error" means to an operator (RFC 2136, section 2.2). */
final class Refusal {
    private Refusal() {}

    /** Whether it says that a prerequisite is not met. */
    static boolean isUnmet(int rcode) {
        return switch (rcode) {
            case Rcode.NXDOMAIN, Rcode.YXDOMAIN, Rcode.NXRRSET, Rcode.YXRRSET -> true;
            default -> false;
        };
    }

    /** Whether it says that the key, or the address, is not allowed this; Knot says BADKEY then (RFC 8945, section 5.2.1). */
    static boolean isForbidden(int rcode) {
        return rcode == Rcode.REFUSED || rcode == Rcode.BADKEY;
    }

    /**
     * A question that was not answered.
     *
     * @param asked what was asked for: {@code www A}
     */
    static ComponentException ofQuestion(PrimaryServer server, String zone, String asked, int rcode) {
        return switch (rcode) {
            case Rcode.REFUSED ->
                new RejectedException(
                        "%s refused to show %s of zone %s (REFUSED): it does not have that zone, or does not let %s ask; check server and zone"
                                .formatted(server, asked, zone, who(server)));
            case Rcode.BADKEY ->
                new RejectedException(
                        "%s does not know %s (BADKEY); check tsig-name and tsig-algorithm, and, with Knot, that acl lets it query"
                                .formatted(server, who(server)));
            default -> other(server, zone, "show " + asked, rcode);
        };
    }

    /**
     * An update that was not made.
     *
     * @param changed what was to be changed: {@code www A}
     */
    static ComponentException ofUpdate(PrimaryServer server, String zone, String changed, int rcode) {
        return isForbidden(rcode)
                ? new RejectedException(
                        ("%s refused to change %s of zone %s (%s): %s lacks the right; BIND grants it by update-policy,"
                                        + " Knot by acl, PowerDNS by dnsupdate=yes and TSIG-ALLOW-DNSUPDATE")
                                .formatted(server, changed, zone, Rcode.TSIGstring(rcode), who(server)))
                : other(server, zone, "change " + changed, rcode);
    }

    private static ComponentException other(PrimaryServer server, String zone, String doing, int rcode) {
        String said = "%s, asked to %s of zone %s, answered %s".formatted(server, doing, zone, Rcode.string(rcode));
        return switch (rcode) {
            case Rcode.SERVFAIL -> new UnavailableException(said + ": it failed; its log says why");
            case Rcode.NOTAUTH ->
                new RejectedException(said + ": it is not the zone's primary server, or does not let " + who(server)
                        + " in; check server and zone");
            case Rcode.NOTZONE -> new RejectedException(said + ": that is not within the zone; check zone");
            case Rcode.NOTIMP -> new RejectedException(said + ": it takes no dynamic updates; check server");
            default -> new RejectedException(said + "; its log says why");
        };
    }

    private static String who(PrimaryServer server) {
        return server.key().map(key -> "key " + key).orElse("this address");
    }
}
