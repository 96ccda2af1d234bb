package dev.failover.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.measure.Vendors.Switched;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("One switch")
@Timeout(60)
class RequestsPerSwitchTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "of {0} record sets at OVH is one list, one get and one put for each, and one refresh")
    @ValueSource(ints = {1, 100})
    void ovh(int sets) throws Exception {
        Switched switched = Vendors.ovh(directory, sets, Optional.empty());

        assertThat(switched.requests())
                .isEqualTo(Map.of(
                        "GET /record", sets,
                        "GET /record/*", sets,
                        "PUT /record/*", sets,
                        "POST /refresh", 1));
    }

    @ParameterizedTest(name = "of {0} record sets at Route 53 is one list, one batch, and looks until it is in sync")
    @ValueSource(ints = {1, 100})
    void route53(int sets) throws Exception {
        Switched switched = Vendors.route53(directory, sets, Optional.empty());

        assertThat(switched.requests())
                .isEqualTo(Map.of(
                        "GET /hostedzone/*/rrset", 1,
                        "POST /hostedzone/*/rrset", 1,
                        "GET /change/*", 2));
    }

    @ParameterizedTest(name = "of {0} record sets at BIND is one update, and two questions about it")
    @ValueSource(ints = {1, 100})
    void bind(int sets) throws Exception {
        Switched switched = Vendors.bind(directory, sets, Optional.empty());

        assertThat(switched.requests()).isEqualTo(Map.of("messages", 3));
    }

    /** S4: the exposure at a vendor that does not compare is one request long, however many record sets there are. */
    @ParameterizedTest(
            name = "of {0} record sets with ownership at OVH claims first, with nothing between look and edit")
    @ValueSource(ints = {1, 100})
    void ovhWithOwnership(int sets) throws Exception {
        Switched switched = Vendors.ovh(directory, sets, Optional.of("one"));

        assertThat(switched.order().subList(0, 5))
                .as("absent, created, published, and read again before anything else is written")
                .containsExactly("GET /record", "POST /record", "POST /refresh", "GET /record", "GET /record/*");
        assertThat(switched.order())
                .as("read once more at the end")
                .endsWith("POST /refresh", "GET /record", "GET /record/*")
                .hasSize(5 + 3 * sets + 3);
    }
}
