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

    /** @param doing as it should read in "… refused to": {@code change www A} */
    static ComponentException of(PrimaryServer server, String zone, String doing, int rcode) {
        String who = server.key().map(key -> "key " + key).orElse("this address");
        String what = " (" + Rcode.string(rcode) + ")";
        return switch (rcode) {
            case Rcode.SERVFAIL ->
                new UnavailableException(server + " failed to " + doing + what + "; its log says why");
            case Rcode.REFUSED ->
                new RejectedException(server + " refused to " + doing + what + ": " + who
                        + " lacks the right; BIND grants it by update-policy, Knot by acl,"
                        + " PowerDNS by dnsupdate=yes and TSIG-ALLOW-DNSUPDATE");
            case Rcode.NOTAUTH ->
                new RejectedException(server + " refused to " + doing + what
                        + ": it is not the primary server of zone " + zone + ", or does not let " + who
                        + " in; check server and zone");
            case Rcode.NOTZONE ->
                new RejectedException(
                        server + " refused to " + doing + what + ": that is not within zone " + zone + "; check zone");
            case Rcode.NOTIMP ->
                new RejectedException(server + " can't " + doing + what + ": it takes no dynamic updates");
            default -> new RejectedException(server + " refused to " + doing + what + "; its log says why");
        };
    }
}
