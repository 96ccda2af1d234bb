package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @DisplayName("a region's name is its URL")
    @CsvSource({
        "ovh-eu, https://eu.api.ovh.com/1.0, https://www.ovh.com/auth/oauth2/token",
        "ovh-ca, https://ca.api.ovh.com/1.0, https://ca.ovh.com/auth/oauth2/token",
        "ovh-us, https://api.us.ovhcloud.com/1.0, https://us.ovhcloud.com/auth/oauth2/token",
        "soyoustart-eu, https://eu.api.soyoustart.com/1.0,",
        "soyoustart-ca, https://ca.api.soyoustart.com/1.0,",
        "kimsufi-eu, https://eu.api.kimsufi.com/1.0,",
        "kimsufi-ca, https://ca.api.kimsufi.com/1.0,",
    })
    void regions(String name, String base, String tokenUrl) {
        Endpoint endpoint = Endpoint.parse(name);
        assertThat(endpoint.base()).hasToString(base);
        assertThat(endpoint.tokenUrl()).isEqualTo(tokenUrl == null ? null : URI.create(tokenUrl));
    }

    @ParameterizedTest
    @DisplayName("a URL is brought to the one spelling that is sent, as that is what is signed")
    @CsvSource({
        "http://127.0.0.1:8401/1.0, http://127.0.0.1:8401/1.0",
        "https://EU.API.ovh.com:443/1.0/, https://eu.api.ovh.com/1.0",
        "HTTP://localhost:80, http://localhost",
        "http://[::1]:8401/v1, http://[::1]:8401/v1",
        "http://localhost/a/../1.0, http://localhost/1.0",
    })
    void urls(String text, String base) {
        assertThat(Endpoint.parse(text).base()).hasToString(base);
        assertThat(Endpoint.parse(text).tokenUrl()).isNull();
    }

    @ParameterizedTest
    @DisplayName("what is neither is refused")
    @ValueSource(
            strings = {
                "ovh-de",
                "runabove",
                "",
                "ftp://eu.api.ovh.com/1.0",
                "https://",
                "https://u:p@host/1.0",
                "https://host/1.0?a=b",
                "https://host/1.0#a",
                "https://host/a b",
                "https://host/%41"
            })
    void refused(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("a mistyped region is answered by the list of regions")
    void mistyped() {
        assertThatThrownBy(() -> Endpoint.parse("ovh-de")).hasMessageContainingAll("ovh-de", "ovh-eu", "kimsufi-ca");
    }
}
