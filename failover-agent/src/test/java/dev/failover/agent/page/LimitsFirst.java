package dev.failover.agent.page;

import org.junit.jupiter.api.extension.Extension;

/**
 * The server of the JDK reads its limits once for all of a process, when the first of its kind is made. In the agent that is the page's;
 * here a test's own server may be first, so the page's class is initialized before any test. Found by {@code ServiceLoader}.
 */
public final class LimitsFirst implements Extension {
    static {
        try {
            Class.forName(PageServer.class.getName());
        } catch (ClassNotFoundException e) {
            throw new LinkageError("the page's server", e);
        }
    }
}
