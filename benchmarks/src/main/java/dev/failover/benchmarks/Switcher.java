package dev.failover.benchmarks;

/** What sends users from one site to the other. */
interface Switcher extends AutoCloseable {
    String name();

    /** What it asks the sites for. */
    default String path() {
        return "/" + name();
    }

    Pace pace();

    Sightings sightings();

    @Override
    void close();
}
