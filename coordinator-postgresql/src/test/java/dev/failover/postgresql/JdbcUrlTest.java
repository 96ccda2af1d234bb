package dev.failover.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A URL of the driver")
class JdbcUrlTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://db.example/failover                                        | db.example
            jdbc:postgresql://db.example:5433/failover?a=b                               | db.example
            jdbc:postgresql://a.example,b.example:5433/failover                          | a.example,b.example
            jdbc:postgresql://[2001:db8::1]:5432/failover                                | 2001:db8::1
            jdbc:postgresql://[2001:db8::1],192.0.2.1/failover                           | 2001:db8::1,192.0.2.1
            jdbc:postgresql://db.example                                                 | db.example
            jdbc:postgresql:failover                                                     | localhost
            jdbc:postgresql:///failover                                                  | localhost
            jdbc:postgresql:/                                                            | localhost
            """)
    @DisplayName("names these hosts")
    void hosts(String url, String hosts) {
        assertThat(JdbcUrl.parse(url).hosts()).isEqualTo(Set.of(hosts.split(",")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "jdbc:postgresql://db.example/x, true",
        "jdbc:postgresql://db.example/x?sslmode=require, true",
        "jdbc:postgresql://db.example/x?sslmode=verify-full, false",
        "jdbc:postgresql://db.example/x?a=b&sslmode=verify-ca&c=d, false",
        "jdbc:postgresql://db.example/x?sslmode=verify-fully, true",
        "jdbc:postgresql://127.0.0.1/x, false",
        "'jdbc:postgresql://127.0.0.1,db.example/x', true",
        "jdbc:postgresql:x, false"
    })
    @DisplayName("leads over a way on which others could pass for the server")
    void trustsTheWay(String url, boolean trusts) {
        assertThat(JdbcUrl.parse(url).trustsTheWay()).isEqualTo(trusts);
    }
}
