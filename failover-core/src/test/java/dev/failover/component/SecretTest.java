package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @Test
    void showsItselfOnlyWhenAsked() {
        Secret secret = Secret.of("s3cret");

        assertThat(secret).hasToString("***");
        assertThat("%s".formatted(secret)).isEqualTo("***");
        assertThat(secret.reveal()).isEqualTo("s3cret");
    }

    @Test
    void masksItselfInText() {
        assertThat(Secret.of("a.c").maskIn("a.c abc /a.c/")).isEqualTo("*** abc /***/");
    }

    @Test
    void equalsTheSameSecretOnly() {
        assertThat(Secret.of("one")).isEqualTo(Secret.of("one")).hasSameHashCodeAs(Secret.of("one"));
        assertThat(Secret.of("one")).isNotEqualTo(Secret.of("two")).isNotEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "s3cret\n", "s3\r\ncret"})
    void refusesBlanksAndLineBreaksWithoutRepeatingThem(String bad) {
        assertThatThrownBy(() -> Secret.of(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must not")
                .hasMessageNotContaining("s3");
    }
}
