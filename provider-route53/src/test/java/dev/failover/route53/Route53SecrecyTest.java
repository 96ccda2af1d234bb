package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.Finding;
import dev.failover.component.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Route53SecrecyTest extends ImitationTest {
    private static final String TOKEN = "imitatedSessionToken==";
    private static final List<String> SECRETS =
            List.of(Route53Imitation.ACCESS_KEY_ID, Route53Imitation.SECRET_ACCESS_KEY, TOKEN);

    @ParameterizedTest
    @DisplayName("a server that says our secrets back to us does not get them into a message")
    @ValueSource(ints = {200, 400, 403, 404, 429, 500})
    void saidBack(int status) throws Exception {
        String said = "x".repeat(290) + String.join(" ", SECRETS);
        try (Route53DnsProvider each =
                quick(route53.provider()).sessionToken(Secret.of(TOKEN)).build()) {
            for (Fault fault : List.of(
                    Fault.error(status, "SignatureDoesNotMatch", said),
                    Fault.error(status, String.join("", SECRETS), said),
                    Fault.answer(status, said),
                    Fault.answer(status, "<x><Message>" + said + "</Message></x>"))) {
                route53.heal();
                route53.fail("*", 99, fault);
                assertThat(trace(() -> each.find(WWW, TIMEOUT)))
                        .contains("Exception")
                        .doesNotContain(SECRETS);
                assertThat(trace(() -> apply(each, SWITCH))).doesNotContain(SECRETS);
                assertThat(each.inspect(TIMEOUT).stream().map(Finding::message))
                        .noneMatch(message -> SECRETS.stream().anyMatch(message::contains));
            }
        }
    }

    @Test
    @DisplayName("nothing secret is logged")
    void logged() throws Exception {
        apply(SWITCH);
        provider.inspect(TIMEOUT);
        assertThat(Files.readString(Path.of(System.getProperty("org.slf4j.simpleLogger.logFile"))))
                .contains("accepted [www A] in zone example.com as change C0")
                .doesNotContain(SECRETS);
    }

    /** Something that should fail. */
    @FunctionalInterface
    private interface Failing {
        void run() throws Exception;
    }

    private static String trace(Failing failing) {
        StringWriter text = new StringWriter();
        Throwable thrown = catchThrowable(failing::run);
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }
}
