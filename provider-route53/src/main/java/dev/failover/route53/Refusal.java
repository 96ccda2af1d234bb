package dev.failover.route53;

import dev.failover.component.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * An error as Route 53 words it. Two shapes exist: {@code <ErrorResponse><Error><Code/><Message/>}, and the error's code as
 * the root with messages below it, of which the SDK reads the first only.
 *
 * @param code empty if the answer was none of Route 53's
 * @param messages whole, without brackets around a list of one; empty if it had nothing to say
 * @param requestId what Amazon's support asks for; {@code none} if there was none
 */
record Refusal(int status, String code, List<String> messages, String requestId) {
    /** A batch's message tells of each of its changes, and all of them count. */
    private static final int MAX_MESSAGE = 100_000;

    private static final int MAX_LENGTH = 300;

    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "SlowDown",
            "PriorRequestNotComplete");
    private static final Set<String> CLOCK = Set.of("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture");
    private static final Pattern CLOCK_WORDS =
            Pattern.compile("signature expired|not yet current", Pattern.CASE_INSENSITIVE);
    private static final Set<String> SIGNATURE =
            Set.of("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature");
    private static final Set<String> KEY = Set.of(
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "InvalidAccessKeyId",
            "OptInRequired");
    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "NotAuthorized", "UnauthorizedOperation");

    /** Somebody was first: the record set is there, or gone, or another one than expected. */
    private static final Pattern SUPERSEDED =
            Pattern.compile("already exists|was not found|do(es)? not match the current", Pattern.CASE_INSENSITIVE);

    /** What an error comes down to. */
    enum Reason {
        /** Not executed; the same request may pass in a moment. */
        THROTTLED,
        /** Not Route 53's words, or its own failure: whether it was executed is unknown. */
        UNKNOWN,
        CLOCK,
        SIGNATURE,
        KEY,
        TOKEN,
        DENIED,
        NO_SUCH_ZONE,
        NO_SUCH_CHANGE,
        INVALID_BATCH,
        OTHER
    }

    /** @param mask takes our secrets out of the other side's words */
    static Refusal read(AwsServiceException e, UnaryOperator<String> mask) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String message = details == null ? null : details.errorMessage();
        List<String> messages = message == null ? List.of() : List.of(message);
        if (code == null && details != null && details.rawResponse() != null) {
            messages = new ArrayList<>();
            code = root(details.rawResponse().asByteArray(), messages);
        }
        return new Refusal(
                e.statusCode(),
                code == null ? "" : Excerpt.of(mask.apply(code)),
                messages.stream()
                        .map(text -> Excerpt.of(mask.apply(text), MAX_MESSAGE).replaceFirst("^\\[(.*)]$", "$1"))
                        .toList(),
                e.requestId() == null ? "none" : Excerpt.of(mask.apply(e.requestId())));
    }

    /** The root's name, if messages are below it; otherwise empty. */
    private static String root(byte[] document, List<String> messages) {
        String root = "";
        try {
            XMLStreamReader reader = XmlBounds.reader(new String(document, StandardCharsets.UTF_8));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    root = root.isEmpty() ? reader.getLocalName() : root;
                    if (reader.getLocalName().equals("Message")) {
                        messages.add(reader.getElementText());
                    }
                }
            }
            return messages.isEmpty() ? "" : root;
        } catch (XMLStreamException e) {
            messages.clear();
            return "";
        }
    }

    Reason reason() {
        String said = String.join(" ", messages);
        if (THROTTLED.contains(code) || status == 429) {
            return Reason.THROTTLED;
        }
        if (CLOCK.contains(code)
                || SIGNATURE.contains(code) && CLOCK_WORDS.matcher(said).find()) {
            return Reason.CLOCK;
        }
        if (code.isEmpty() || status >= 500) {
            return Reason.UNKNOWN;
        }
        if (SIGNATURE.contains(code)) {
            return Reason.SIGNATURE;
        }
        if (KEY.contains(code)) {
            return Reason.KEY;
        }
        if (DENIED.contains(code)) {
            return Reason.DENIED;
        }
        return switch (code) {
            case "ExpiredToken", "ExpiredTokenException", "InvalidToken" -> Reason.TOKEN;
            case "NoSuchHostedZone" -> Reason.NO_SUCH_ZONE;
            case "NoSuchChange" -> Reason.NO_SUCH_CHANGE;
            case "InvalidChangeBatch" -> Reason.INVALID_BATCH;
            default -> Reason.OTHER;
        };
    }

    /** Whether a batch was refused because a record set is not what it was when the batch was made, and for nothing else. */
    boolean isSuperseded() {
        return reason() == Reason.INVALID_BATCH
                && !messages.isEmpty()
                && messages.stream()
                        .flatMap(text -> List.of(text.split(", (?=Tried to )|\\], \\[")).stream())
                        .allMatch(text -> SUPERSEDED.matcher(text).find());
    }

    /** {@code HTTP 400 InvalidInput, "…", request id …}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("HTTP ").append(status);
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        String said = String.join("; ", messages);
        if (!said.isBlank()) {
            text.append(", \"").append(Excerpt.of(said, MAX_LENGTH)).append('"');
        }
        return text.append(", request id ").append(requestId).toString();
    }
}
