package dev.failover.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Condition;
import dev.failover.decision.Condition.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is not told because it follows from something else")
class InhibitionTest {
    private static List<Condition> conditions(String ids) {
        return Stream.of(ids.split(" "))
                .flatMap(id -> Condition.named(id).stream())
                .toList();
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    @ParameterizedTest(name = "{0}, down: {1} -> {2}")
    @CsvSource({
        "no-ready-site standby-down/home standby-down/third, '', standby-down/home=no-ready-site standby-down/third=no-ready-site",
        "standby-down/home standby-down/third, home third, ''",
        "certificate-expiring/home certificate-expiring/prod, home, certificate-expiring/home=site/home",
        "certificate-expiring/home, '', ''",
        "certificate-expiring/home standby-down/home, home, certificate-expiring/home=site/home",
        "publishing-fails/ovh provider-unreadable/ovh provider-unreadable/aws, '', provider-unreadable/ovh=publishing-fails/ovh",
        "isolated records-unknown provider-unreadable/ovh address-unusable, '',"
                + " records-unknown=isolated provider-unreadable/ovh=isolated address-unusable=isolated",
        // As loud as what it comes with, or louder: told in any case.
        "isolated publishing-fails/ovh store-unreachable no-ready-site waiting-for-human standby-down/home, '', standby-down/home=no-ready-site",
        "no-ready-site waiting-for-human latched mixed foreign-records promotion-fails/home, home prod, ''",
        "waiting-for-human standby-down/home, prod home, ''",
        "store-unreachable outvoted overloaded, '', ''",
    })
    @DisplayName("by what else is the case, and which sites are down")
    void table(String present, String down, String inhibited) {
        assertThat(Inhibition.of(conditions(present), words(down), Optional.empty()).entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.toSet()))
                .isEqualTo(words(inhibited));
    }

    @Test
    @DisplayName("is that a standby is down, while the active site fails and may be down next")
    void failing() {
        assertThat(Inhibition.of(
                        conditions("standby-down/home certificate-expiring/prod"), Set.of("home"), Optional.of("prod")))
                .isEqualTo(Map.of("standby-down/home", "site/prod"));
    }

    @Test
    @DisplayName("silences nothing that silences something: what is told last is told")
    void noChains() {
        Set<Kind> causes = Inhibition.RULES.stream().map(Inhibition.Rule::cause).collect(Collectors.toSet());
        assertThat(Inhibition.RULES).noneMatch(rule -> causes.contains(rule.consequence()));
        assertThat(causes).doesNotContainAnyElementsOf(Inhibition.OF_A_SITE_THAT_IS_DOWN);
    }
}
