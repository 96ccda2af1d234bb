package dev.failover.examples.demo;

import java.util.Map;

/** Tells the user how the demonstration goes. */
interface DemoOutput {
    /**
     * Everything is started; nothing has happened yet.
     *
     * @param settings what each part is, by its name, in order
     */
    void begins(Map<String, String> settings);

    /** Called from any thread, one moment at a time, in order. */
    void happened(Moment moment);

    /** It is over, and everything is stopped. */
    void ended(DemoReport report);
}
