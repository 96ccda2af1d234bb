package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.internal.probe.Dialogue;
import dev.failover.internal.probe.Ending;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One probe of a {@link TcpHealthCheck}: what is said to a port, and what it says. */
final class TcpDialogue implements Dialogue {
    /** Far more than any greeting, and soon reached by what never ends. */
    private static final int MOST_HEARD = 16 << 10;

    private final int port;
    private final byte[] opening;
    private final @Nullable Pattern expected;
    private final Duration timeout;
    private @Nullable Deadline deadline;
    private byte[] heard = new byte[0];
    private @Nullable Health found;

    /** @param expected null if nothing is: a connection is enough */
    TcpDialogue(int port, byte[] opening, @Nullable Pattern expected, Duration timeout) {
        this.port = port;
        this.opening = opening;
        this.expected = expected;
        this.timeout = timeout;
    }

    @Override
    public ByteBuffer opening() {
        deadline = Deadline.in(timeout);
        return ByteBuffer.wrap(opening);
    }

    @Override
    public boolean isMonologue() {
        return expected == null;
    }

    @Override
    public Step hear(ByteBuffer piece) {
        int length = Math.min(piece.remaining(), MOST_HEARD - heard.length);
        int before = heard.length;
        heard = Arrays.copyOf(heard, before + length);
        piece.get(heard, before, length);
        // Only a regular expression may take its time.
        return isLiteral() ? look() : Step.THINK;
    }

    private boolean isLiteral() {
        return expected != null && (expected.flags() & Pattern.LITERAL) != 0;
    }

    @Override
    public Step think() {
        return look();
    }

    private Step look() {
        try {
            TimedText text = new TimedText(text(), Objects.requireNonNull(deadline));
            if (Objects.requireNonNull(expected).matcher(text).find()) {
                found = Health.up("port " + port + " said what is expected");
            } else if (heard.length == MOST_HEARD) {
                found = Health.down("said " + MOST_HEARD + " bytes" + instead());
            }
        } catch (TimedText.OverException e) {
            found = late();
        } catch (StackOverflowError e) {
            found = Health.down("said too much for the pattern to be looked for" + instead());
        }
        return found == null ? Step.MORE : Step.ENOUGH;
    }

    @Override
    public Step hearEnd() {
        found = Health.down("closed the connection" + instead());
        return Step.ENOUGH;
    }

    /** What it means that a probe with this dialogue ended so. */
    Health meaning(Ending ending) {
        boolean connected = ending.phase() != Ending.Phase.CONNECT;
        if (ending.failure() instanceof IOException failure) {
            return connected ? fault(failure) : ConnectFailure.explain(failure, timeout);
        }
        if (ending.limit() != null) {
            return connected ? late() : ConnectFailure.timedOut(timeout);
        }
        return expected == null ? Health.up("connected to port " + port) : Objects.requireNonNull(found);
    }

    private static Health fault(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.toLowerCase(Locale.ROOT).contains("reset")
                ? Health.down("connection reset")
                : Health.down("its answer can't be read: " + Excerpt.of(message));
    }

    private Health late() {
        return Health.down("no end within " + Durations.format(timeout) + instead());
    }

    private String instead() {
        String said = Excerpt.of(text(), 100);
        return said.isEmpty() ? " without a word" : " without what is expected; it said \"" + said + "\"";
    }

    private String text() {
        return new String(heard, StandardCharsets.UTF_8);
    }
}
