package dev.failover.internal.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class BugLogTest {
    private final List<Object> logged = new ArrayList<>();
    private final BugLog bugs = new BugLog((Logger) Proxy.newProxyInstance(
            Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, told) -> {
                logged.add(method.getName() + told.length + told[told.length - 1].getClass());
                return null;
            }));

    private static Error bug(String message) {
        return new NoClassDefFoundError(message);
    }

    /** What a listener on every check did: 151 MB of stacks in half a minute. */
    @Test
    void aThousandOfAKindAreElevenLines() {
        for (int i = 0; i < 1_024; i++) {
            assertThat(bugs.report("the listener", bug("message " + i))).isEqualTo(i == 0);
        }

        assertThat(logged).hasSize(11);
    }

    @Test
    void anotherKindIsToldAtOnce() {
        bugs.report("the listener", bug("here"));

        assertThat(bugs.report("the listener", new NoClassDefFoundError("there")))
                .isTrue();
        assertThat(bugs.report("another listener", bug("here"))).isTrue();
        assertThat(bugs.report("the listener", new IllegalStateException(bug("here"))))
                .isFalse();
    }

    @Test
    void kindsWithoutEndFillNoMemory() {
        for (int i = 0; i < 10_000; i++) {
            bugs.report("duty " + i, bug("here"));
        }

        assertThat(logged).hasSize(10_000);
    }
}
