package dev.failover.health;

import dev.failover.internal.probe.Dialogue;
import dev.failover.internal.probe.Ending;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** One probe of an {@link HttpHealthCheck} on the engine: one request, and its answer. */
final class HttpDialogue implements Dialogue {
    /** What is left at least, as an answer that came in time is judged. */
    private static final Duration SOON = Duration.ofMillis(1);

    private final HttpHealthCheck check;
    private final Duration timeout;
    private final Optional<HttpTls> tls;
    private final HttpReader reader;

    /** @param tls what it is spoken over, if it is */
    HttpDialogue(HttpHealthCheck check, Duration timeout, Optional<HttpTls> tls) {
        this.check = check;
        this.timeout = timeout;
        this.tls = tls;
        reader = new HttpReader(
                check.request().isHead(),
                check.request().offersGzip(),
                check.bodyLimit(),
                check.judgement().looksAtBody());
    }

    @Override
    public ByteBuffer opening() {
        return check.request().bytes().asByteBuffer();
    }

    @Override
    public Step hear(ByteBuffer piece) throws IOException {
        return reader.read(piece) ? Step.ENOUGH : Step.MORE;
    }

    @Override
    public Step hearEnd() throws IOException {
        reader.end();
        return Step.ENOUGH;
    }

    @Override
    public void close() {
        reader.close();
    }

    /** What it means that a probe with this dialogue ended so. */
    Health meaning(Ending ending) {
        Health health = found(ending);
        return certificate()
                .flatMap(SeenCertificate::expiry)
                .map(health::withCertificateExpiry)
                .orElse(health);
    }

    private Optional<SeenCertificate> certificate() {
        return tls.flatMap(HttpTls::certificate);
    }

    private Health found(Ending ending) {
        HttpPhase phase = phase(ending);
        Duration limit = ending.limit();
        if (limit != null) {
            return phase.late(limit);
        }
        if (ending.failure() instanceof IOException failure) {
            return switch (phase) {
                case CONNECT ->
                    ConnectFailure.explain(failure, check.connectTimeout().orElse(timeout));
                case TLS -> {
                    check.distrust();
                    yield Health.down(certificate()
                            .orElseThrow()
                            .explain(failure, check.url().host()));
                }
                case ANSWER, BODY -> phase.fault(failure);
            };
        }
        // What this machine made it wait for is not the site's slowness.
        Duration took = ending.held().isZero() ? ending.took() : ending.took().minus(ending.held());
        return check.judgement().of(answer(), took, () -> deadlineAfter(took));
    }

    private Deadline deadlineAfter(Duration took) {
        Duration left = timeout.minus(took);
        return Deadline.in(left.compareTo(SOON) < 0 ? SOON : left);
    }

    private HttpPhase phase(Ending ending) {
        return switch (ending.phase()) {
            case CONNECT -> HttpPhase.CONNECT;
            case TLS -> HttpPhase.TLS;
            case TALK -> reader.isInBody() ? HttpPhase.BODY : HttpPhase.ANSWER;
        };
    }

    private HttpAnswer answer() {
        HttpAnswer answer = HttpAnswer.head(check.url(), reader.status(), reader.header("Location"));
        return check.judgement().looksAtBody() ? answer.withBody(reader.body(), reader.header("Content-Type")) : answer;
    }
}
