package dev.failover.health;

import org.junit.jupiter.api.DisplayName;

/** Checks that would follow a redirect find the very same, though another library carries them out. */
@DisplayName("An http check that follows redirects")
class HttpHealthCheckOffEngineTest extends HttpHealthCheckTest {
    @Override
    HttpHealthCheck.Builder check() {
        return super.check().followRedirects(true);
    }
}
