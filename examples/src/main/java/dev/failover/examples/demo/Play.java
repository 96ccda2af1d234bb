package dev.failover.examples.demo;

import java.io.IOException;

/** What is performed: it sets up a world of its own, does things to it, and takes it down. */
interface Play {
    /** @throws UnmetExpectationException as soon as something that should have happened did not */
    void perform(Demo demo) throws IOException, InterruptedException, UnmetExpectationException;
}
