package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignatureTest {
    /** The example keys of OVH's own guide. */
    private static final String SECRET = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF";

    private static final String CONSUMER = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1";
    private static final long TIME = 1366560945L;

    @Test
    @DisplayName("a request without body is signed as OVH's own client signs it")
    void get() {
        assertThat(Signature.of(SECRET, CONSUMER, "GET", "https://eu.api.ovh.com/1.0/domain/zone", "", TIME))
                .isEqualTo("$1$eba73e191a24380e0d8f7ab822e7166c788b2dec");
    }

    @Test
    @DisplayName("a request with a body is signed as OVH's own client signs it")
    void put() {
        assertThat(Signature.of(
                        SECRET,
                        CONSUMER,
                        "PUT",
                        "https://eu.api.ovh.com/1.0/domain/zone/example.com/record/5300000004",
                        "{\"subDomain\":\"www\",\"target\":\"198.51.100.7\",\"ttl\":60}",
                        TIME))
                .isEqualTo("$1$0a516fdf4d887a8438e393c5f482e32461b55cc0");
    }
}
