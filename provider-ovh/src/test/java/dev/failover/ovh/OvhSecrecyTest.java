package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.Finding;
import dev.failover.dns.RecordChange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OvhSecrecyTest extends ImitationTest {
    private static final List<String> SECRETS = List.of(
            OvhImitation.APPLICATION_KEY,
            OvhImitation.APPLICATION_SECRET,
            OvhImitation.CONSUMER_KEY,
            ImitatedAccess.CLIENT_ID,
            ImitatedAccess.CLIENT_SECRET,
            "imitatedToken.1");

    private static String everything() {
        return "x".repeat(90) + String.join(" ", SECRETS);
    }

    @ParameterizedTest
    @DisplayName("a server that says our secrets back to us does not get them into a message")
    @ValueSource(ints = {400, 401, 403, 404, 409, 429, 460, 500})
    void saidBack(int status) throws Exception {
        String body =
                "{\"message\":\"%1$s\",\"errorCode\":\"%1$s\",\"details\":{\"unauthorizedActionsByIAM\":\"%1$s\"}}"
                        .formatted(everything());
        try (OvhDnsProvider account = ovh.serviceAccountProvider().time(time).build()) {
            for (OvhDnsProvider each : List.of(provider, account)) {
                ovh.heal();
                each.find(WWW, TIMEOUT);
                ovh.fail("*", 99, Fault.answer(status, body));
                List<String> own = each == provider ? SECRETS.subList(0, 3) : SECRETS.subList(3, 6);
                assertThat(trace(() -> each.find(WWW, TIMEOUT)))
                        .contains("Exception")
                        .doesNotContain(own);
                assertThat(trace(() -> apply(each, RecordChange.replace(PRIMARY, STANDBY))))
                        .doesNotContain(own);
                assertThat(each.inspect(TIMEOUT).stream().map(Finding::message))
                        .noneMatch(message -> own.stream().anyMatch(message::contains));
            }
        }
    }

    @Test
    @DisplayName("nothing secret is logged, and each answer's query id is")
    void logged() throws Exception {
        apply(RecordChange.replace(PRIMARY, STANDBY));
        ovh.clockOffset(java.time.Duration.ofHours(1));
        provider.inspect(TIMEOUT);
        try (OvhDnsProvider account = ovh.serviceAccountProvider().build()) {
            account.find(WWW, TIMEOUT);
            ovh.access().revokeTokens();
            account.find(WWW, TIMEOUT);
        }
        assertThat(log())
                .doesNotContain("imitatedToken")
                .contains("PUT /domain/zone/beerus.fr/record/", "query id EU.imitation-", "renewed what had aged")
                .doesNotContain(SECRETS);
    }

    private static String log() throws IOException {
        return Files.readString(Path.of(System.getProperty("org.slf4j.simpleLogger.logFile")));
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
