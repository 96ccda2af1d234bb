package dev.failover.testkit;

import dev.failover.component.ComponentFactory;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of factories")
class FactoryContractTest {
    /** The contract with whichever factory is to be judged. */
    static class OfPager extends FactoryContract<Notifier> {
        @Override
        protected Class<? extends ComponentFactory<Notifier>> spi() {
            return NotifierFactory.class;
        }

        @Override
        protected String name() {
            return PagerFactory.NAME;
        }

        @Override
        protected Map<String, String> validSettings() {
            return Map.of("url", "https://pager.example", "key", "k3y-of-the-pager", "priority", "3");
        }

        @Override
        protected Set<String> required() {
            return Set.of("url", "key");
        }

        @Override
        protected Map<String, List<String>> malformed() {
            return Map.of(
                    "priority", List.of("0", "6", "high", ""),
                    "url", List.of("pager.example", "http://", "ht tp://x"),
                    "key", List.of(" ", "two\nlines"));
        }

        @Override
        protected Set<String> secret() {
            return Set.of("key");
        }
    }

    /** An author who says nothing that need not be said. */
    static class OfTersePager extends OfPager {
        @Override
        protected Map<String, List<String>> malformed() {
            return Map.of();
        }

        @Override
        protected Set<String> secret() {
            return Set.of();
        }
    }

    @Test
    @DisplayName("is kept by a right factory")
    void right() {
        PagerFactory.behaviour = new PagerFactory.Right();
        ContractRun.of(OfPager.class).assertGreen();
    }

    @Test
    @DisplayName("says what it could not test")
    void terse() {
        PagerFactory.behaviour = new PagerFactory.Right();
        ContractRun.of(OfTersePager.class)
                .assertGreen(
                        "A malformed value is reported with its path, and nothing else is",
                        "No secret shows in a message, nor in toString() of what is made");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenFactory broken) {
        PagerFactory.behaviour = broken.flaw.broken();
        ContractRun.of(OfPager.class).assertBites(broken.flaw);
    }
}
