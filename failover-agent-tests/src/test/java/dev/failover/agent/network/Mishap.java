package dev.failover.agent.network;

/** What happens to three watchers and their store as prod dies. */
enum Mishap {
    /** The holder is killed. */
    HOLDER_KILLED,
    /** The holder stands still for longer than its lease, and goes on. */
    HOLDER_FROZEN,
    /** The holder is cut off from the store, and from nothing else. */
    HOLDER_WITHOUT_STORE,
    /** The holder is cut off from the vendor, and from nothing else. */
    HOLDER_WITHOUT_VENDOR,
    /** One direction of a line of one watcher fails. */
    ONE_WAY,
    /** The leader among the store's members is killed. */
    LEADER_KILLED,
    /** The vendor takes what it gets, and does it much later. */
    VENDOR_LATE,
    /** The watchers' wall clocks jump, by a minute each, one of them the other way; back again as prod is back. */
    CLOCKS_STEPPED
}
