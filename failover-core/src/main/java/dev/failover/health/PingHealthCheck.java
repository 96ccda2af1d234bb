package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.internal.process.Command;
import dev.failover.time.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends ICMP echo requests by the system's {@code ping}, one a second, until one is answered: UP if that happens in time, otherwise DOWN.
 * It is UNKNOWN if there is no such program, it lacks the right to send, or it has no route. An answer shows that the machine is on and
 * reached, not that anything runs there.
 *
 * <p>The JDK's own {@link InetAddress#isReachable} asks a TCP port instead wherever it has no right to send ICMP, and says nothing of that.
 * Immutable and thread-safe.
 */
public final class PingHealthCheck implements HealthCheck, Inspectable {
    /** Of iputils, BusyBox and GNU inetutils: an answer came; none came. Anything else is trouble of its own. */
    private static final int ANSWERED = 0;

    private static final int SILENT = 1;

    private final String program;

    private PingHealthCheck(Builder builder) {
        program = builder.program;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What of a ping's words matters. Thread-safe. */
    private static final class Words implements Consumer<String> {
        private static final Pattern TIME = Pattern.compile("\\btime[=<]([0-9.]+) ?ms\\b");
        /** By its own name, as of all programs that complain. */
        private static final Pattern COMPLAINT = Pattern.compile("(?:\\S*/)?ping6?: (.*)");

        private static final Pattern NEWS =
                Pattern.compile("From \\S+.* (Destination .*|Time to live exceeded.*|Packet filtered.*)");

        private String time = "";
        private String complaint = "";
        private String news = "";

        @Override
        public synchronized void accept(String line) {
            Matcher found = TIME.matcher(line);
            if (time.isEmpty() && found.find()) {
                time = found.group(1);
            }
            complaint = first(complaint, COMPLAINT.matcher(line));
            news = first(news, NEWS.matcher(line));
        }

        private static String first(String before, Matcher line) {
            return before.isEmpty() && line.matches() ? Excerpt.of(line.group(1)) : before;
        }

        synchronized Health answered() {
            return Health.up(time.isEmpty() ? "answered" : "answered after " + time + " ms");
        }

        synchronized Health silent(Duration timeout) {
            if (!complaint.isEmpty()) {
                return Health.unknown("ping can't ask: " + complaint);
            }
            return Health.down("no reply within " + Durations.format(timeout) + (news.isEmpty() ? "" : ": " + news));
        }

        synchronized Health failed(int status) {
            return Health.unknown("ping ended with status " + status + (complaint.isEmpty() ? "" : ": " + complaint));
        }
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        Words words = new Words();
        // Whole seconds are all that every ping takes. It is ended at the timeout, if that is sooner.
        long seconds = Math.max(1, timeout.plusMillis(999).toSeconds());
        Command command = Command.of(
                        List.of(program, "-n", "-c", "1", "-w", String.valueOf(seconds), address.getHostAddress()))
                .inOneStream()
                .withPlainEnvironment(Map.of("LC_ALL", "C"));
        return ProbeProgram.run(
                command,
                timeout,
                words,
                status -> switch (status) {
                    case ANSWERED -> words.answered();
                    case SILENT -> words.silent(timeout);
                    default -> words.failed(status);
                },
                () -> words.silent(timeout));
    }

    /** Looks for the program; sends nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) {
        return ProbeProgram.inspect(program, "program");
    }

    @Override
    public String toString() {
        return "ping check";
    }

    /** Builds a {@link PingHealthCheck}. Nothing is required. Not thread-safe. */
    public static final class Builder {
        private String program = "ping";

        private Builder() {}

        /** The program, by its path or by its name in {@code PATH}; by default {@code ping}. */
        public Builder program(String program) {
            if (program.isBlank() || program.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("must be a program, like /usr/bin/ping");
            }
            this.program = program;
            return this;
        }

        /** The check. */
        public PingHealthCheck build() {
            return new PingHealthCheck(this);
        }
    }
}
