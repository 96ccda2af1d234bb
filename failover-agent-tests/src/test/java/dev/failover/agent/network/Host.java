package dev.failover.agent.network;

import java.util.Locale;

/** A machine of the stage: a network namespace with one cable, to the router. */
enum Host {
    PROD(1),
    HOME(2),
    /** The zone's authority, which is the vendor as well: it takes dynamic updates. */
    DNS(3),
    WATCHER(4),
    /** The rest of the world: users, the phone's service, the reference. */
    OUTSIDE(5),
    /** Where the store runs that watchers share. */
    STORE(6),
    /** Two more places to watch from. */
    BERLIN(7),
    OSLO(8);

    private final int network;

    Host(int network) {
        this.network = network;
    }

    /** In a range that is set apart for tests of networks (RFC 2544), so that no mistake can reach a real machine. */
    String address() {
        return "198.18." + network + ".2";
    }

    String gateway() {
        return "198.18." + network + ".1";
    }

    /** The name of the host, and of the router's end of its cable. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
