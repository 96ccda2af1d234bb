package dev.failover.examples.demo;

import dev.failover.examples.demo.DemoReport.Endpoints;

/** Tells the user how the demonstration goes. */
interface DemoOutput {
    /** Everything is started; nothing has happened yet. */
    void begins(DemoPlan plan, Endpoints endpoints);

    /** Called from any thread, one moment at a time, in order. */
    void happened(Moment moment);

    /** It is over, and everything is stopped. */
    void ended(DemoReport report);
}
