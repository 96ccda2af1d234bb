package dev.failover.dyndns2;

/** What is known of a vendor: where it takes updates, and how. {@code docs/provider-dyndns2.md} says from where. */
public enum DynDns2Vendor {
    OVH("https://dns.eu.ovhapis.com/nic/update", "system=dyndns&", Families.SEPARATE, false),
    DESEC("https://update.dedyn.io/nic/update", "", Families.PRESERVE, false),
    NO_IP("https://dynupdate.no-ip.com/nic/update", "", Families.TOGETHER, true),
    STRATO("https://dyndns.strato.com/nic/update", "", Families.TOGETHER, false),
    DYN("https://members.dyndns.org/nic/update", "", Families.TOGETHER, false);

    private final String endpoint;
    private final String parameters;
    private final Families families;
    private final boolean wantsContact;

    DynDns2Vendor(String endpoint, String parameters, Families families, boolean wantsContact) {
        this.endpoint = endpoint;
        this.parameters = parameters;
        this.families = families;
        this.wantsContact = wantsContact;
    }

    String endpoint() {
        return endpoint;
    }

    /** What each update begins with. */
    String parameters() {
        return parameters;
    }

    Families families() {
        return families;
    }

    /** Whether whoever sends updates has to say how to reach him. */
    boolean wantsContact() {
        return wantsContact;
    }
}
