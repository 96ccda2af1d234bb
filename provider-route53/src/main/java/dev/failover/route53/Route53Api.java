package dev.failover.route53;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.route53.Refusal.Reason;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import javax.net.ssl.SSLException;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.route53.Route53Client;

/**
 * The API of one account, request by request, its errors told apart. Thread-safe.
 *
 * <p>Requests run on threads of their own: a client of the user's may not heed an interruption while it reads. One that was given up
 * ends by the SDK's own timeout.
 */
final class Route53Api implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Route53Api.class);

    /** In which the account's bucket of five requests a second fills up. */
    private static final Duration THROTTLED = Duration.ofSeconds(1);

    private final Route53Client client;
    private final boolean ours;
    private final List<Secret> secrets;
    private final String host;
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "failover-route53");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * @param ours whether {@link #close} closes the client
     * @param secrets kept out of messages, should the other side say them back
     */
    Route53Api(Route53Client client, boolean ours, List<Secret> secrets) {
        this.client = client;
        this.ours = ours;
        this.secrets = secrets;
        this.host = client.serviceClientConfiguration()
                .endpointOverride()
                .map(URI::getAuthority)
                .orElse("Route 53");
    }

    /** Where requests go, for messages: the endpoint's host, if it is not Amazon's own. */
    String host() {
        return host;
    }

    /**
     * Makes one request.
     *
     * @param sdk gets the client and what has to be set on the request
     * @throws UnavailableException if no answer of the API came, or it says that it can't now
     */
    <T> Answer<T> call(
            Action action, Deadline deadline, BiFunction<Route53Client, AwsRequestOverrideConfiguration, T> sdk)
            throws InterruptedException {
        Duration timeout = deadline.remaining();
        AwsRequestOverrideConfiguration settings = AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(timeout)
                .build();
        Future<T> pending = submit(() -> sdk.apply(client, settings));
        try {
            T value = pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            log.debug("{} at {} done", action, host);
            return new Answer.Done<>(value);
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw e;
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new UnavailableException(late(action, timeout), e);
        } catch (ExecutionException e) {
            return failed(action, timeout, e.getCause());
        }
    }

    private <T> Future<T> submit(Callable<T> request) {
        try {
            return threads.submit(request);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the provider is closed", e);
        }
    }

    private <T> Answer<T> failed(Action action, Duration timeout, @Nullable Throwable cause) {
        if (cause instanceof AwsServiceException e) {
            Refusal refusal = Refusal.read(e, this::mask);
            log.debug("{} at {}: {}", action, host, refusal);
            return refused(action, refusal);
        }
        if (cause instanceof ApiCallTimeoutException
                || cause instanceof ApiCallAttemptTimeoutException
                || cause instanceof AbortedException) {
            throw new UnavailableException(late(action, timeout), cause);
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnavailableException said) {
                throw new UnavailableException("%s (%s).".formatted(said.getMessage(), action), said);
            }
            if (each instanceof XMLStreamException) {
                throw unexpected(action);
            }
        }
        if (cause instanceof SdkClientException) {
            throw new UnavailableException("%s: %s (%s).".formatted(host, why(cause), action), cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        // What the SDK can't make sense of, it lets fall as it comes: a number that is none, a date.
        throw unexpected(action);
    }

    private String late(Action action, Duration timeout) {
        return "%s: no complete answer to %s within %s.".formatted(host, action, Durations.format(timeout));
    }

    private static String why(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "its name can't be resolved";
            }
            if (cause instanceof SSLException) {
                return "TLS failed, " + Excerpt.of(cause.getMessage());
            }
            if (String.valueOf(cause.getMessage()).startsWith("Unable to load credentials")) {
                return "the SDK's default chain finds no credentials; set access-key-id and secret-access-key, or one of"
                        + " the chain's sources (environment, profile, role)";
            }
        }
        String message = String.valueOf(failure.getMessage());
        return Excerpt.of(
                message.replaceFirst(" *\\(SDK Attempt Count: \\d+\\)$", "").replaceFirst("\\.$", ""));
    }

    private <T> Answer<T> refused(Action action, Refusal refusal) {
        Reason reason = refusal.reason();
        if (reason == Reason.THROTTLED) {
            throw new UnavailableException(
                    "%s has had too many requests of this account or zone (%s, %s); the same may pass later."
                            .formatted(host, action, refusal),
                    null,
                    THROTTLED);
        }
        if (reason == Reason.CLOCK) {
            throw new UnavailableException("%s finds this machine's clock wrong (%s, %s): set it right (NTP)."
                    .formatted(host, action, refusal));
        }
        if (reason == Reason.UNKNOWN) {
            String advice = refusal.code().isEmpty()
                    ? "that is not Route 53's API; if it stays so, check endpoint"
                    : "it may later";
            throw new UnavailableException("%s can't do %s now (%s); %s.".formatted(host, action, refusal, advice));
        }
        String remedy = remedy(action, reason);
        String text = "%s refused %s (%s)".formatted(host, action, refusal);
        return new Answer.Refused<>(
                refusal, new RejectedException(remedy.isEmpty() ? text + "." : text + ": " + remedy + "."));
    }

    private static String remedy(Action action, Reason reason) {
        return switch (reason) {
            case DENIED -> "the policy lacks " + action.permission();
            case KEY -> "access-key-id is not known to Amazon, or not active";
            case SIGNATURE -> "secret-access-key does not belong to access-key-id, or region is not the endpoint's";
            case TOKEN -> "session-token has expired; give a new one";
            case NO_SUCH_ZONE -> "there is no such hosted zone in this account; check zone-id";
            default -> "";
        };
    }

    /** An answer that was accepted as XML, but is not what was asked for: a portal's page, say. */
    UnavailableException unexpected(Action action) {
        return new UnavailableException(
                "%s answered %s with what Route 53 does not document; if it stays so, check endpoint."
                        .formatted(host, action));
    }

    private String mask(String text) {
        String masked = text;
        for (Secret secret : secrets) {
            masked = secret.maskIn(masked);
        }
        return masked;
    }

    /** Requests under way are given up. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow();
        if (ours) {
            client.close();
        }
    }
}
