package dev.failover.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.examples.measure.Vendors.Switched;
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
    @ValueSource(ints = {1, 50})
    void ovh(int sets) throws Exception {
        Switched switched = Vendors.ovh(directory, sets, Optional.empty());

        assertThat(switched.requests())
                .isEqualTo(Map.of(
                        "GET /domain/zone/example.com/record", sets,
                        "GET /domain/zone/example.com/record/*", sets,
                        "PUT /domain/zone/example.com/record/*", sets,
                        "POST /domain/zone/example.com/refresh", 1));
    }

    @ParameterizedTest(name = "of {0} record sets at Route 53 is one list, one batch, and looks until it is in sync")
    @ValueSource(ints = {1, 50})
    void route53(int sets) throws Exception {
        Switched switched = Vendors.route53(directory, sets, Optional.empty());

        assertThat(switched.requests())
                .isEqualTo(Map.of(
                        "GET /hostedzone/*/rrset", 1,
                        "POST /hostedzone/*/rrset", 1,
                        "GET /change/*", 2));
    }

    @ParameterizedTest(name = "of {0} record sets at BIND is one update, and three questions about it")
    @ValueSource(ints = {1, 50})
    void bind(int sets) throws Exception {
        Switched switched = Vendors.bind(directory, sets, Optional.empty());

        assertThat(switched.requests()).isEqualTo(Map.of("messages", 4));
    }
}
