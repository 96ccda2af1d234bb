package dev.failover.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserAgentTest {
    @Test
    void namesTheVersionOfTheJarAndNoneWithoutOne() {
        assertThat(UserAgent.of("1.2.3")).isEqualTo("failover/1.2.3");
        assertThat(UserAgent.of(null)).isEqualTo("failover");
        assertThat(UserAgent.OURS).isEqualTo("failover");
    }
}
