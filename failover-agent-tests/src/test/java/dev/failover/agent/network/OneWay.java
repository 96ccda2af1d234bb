package dev.failover.agent.network;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a line.
 *
 * @param holders whether the watcher at one end holds the lease
 * @param end what is at the other end
 * @param outgoing whether it is what the watcher sends that gets lost, and not what it is sent
 */
record OneWay(boolean holders, Host end, boolean outgoing) {
    /** Every one that a watcher has. */
    static List<OneWay> all() {
        List<OneWay> all = new ArrayList<>();
        for (boolean holders : List.of(true, false)) {
            for (Host end : List.of(Host.STORE, Host.DNS, Host.PROD, Host.HOME, Host.OUTSIDE)) {
                all.add(new OneWay(holders, end, true));
                all.add(new OneWay(holders, end, false));
            }
        }
        return all;
    }

    void cut(Network network, Trio trio) {
        Host watcher = holders ? trio.holder() : trio.another();
        if (outgoing) {
            network.drop(watcher, end);
        } else {
            network.drop(end, watcher);
        }
    }

    @Override
    public String toString() {
        return (holders ? "holder " : "another ") + (outgoing ? "> " : "< ") + end.label();
    }
}
