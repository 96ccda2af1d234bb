package dev.failover.examples.demo;

import java.io.IOException;

/** The standby's copy of what production serves. */
record Replica(DemoSites sites) implements AutoCloseable {
    static Replica of(DemoSites sites) {
        return new Replica(sites);
    }

    /** Makes it equal to production's. @return what was done, in a sentence */
    String update() throws IOException, InterruptedException {
        sites.home().write(sites.prod().page());
        return "mirrored";
    }

    @Override
    public void close() {}
}
