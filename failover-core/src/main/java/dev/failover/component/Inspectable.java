package dev.failover.component;

import java.time.Duration;
import java.util.List;

/** A component that can say, before it is needed, whether it would work: reachable, accepted, allowed. */
public interface Inspectable {
    /**
     * Looks and reports; changes nothing anywhere and notifies nobody.
     *
     * @param timeout how long all of it may take
     * @return at least one finding; a failure to look is a finding too, not an exception
     */
    List<Finding> inspect(Duration timeout) throws InterruptedException;
}
