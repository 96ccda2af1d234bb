package dev.failover.dns;

import com.google.common.net.InetAddresses;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.time.Deadline;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address this machine is seen with from outside, as services like ipify tell it. Immutable and thread-safe.
 *
 * <p>All look-ups are asked side by side, at every call. <b>More than half of them must give the same address</b>: the one of
 * one, both of two, two of three. What failed counts as no vote, not as a smaller electorate. Otherwise the address is
 * unknown, which is an {@code UnavailableException} with what each of them said.
 *
 * <p>A look-up is a GET whose answer has status 200 and a body of at most 1 KiB that is one address as text, or a JSON object
 * with the text member {@code ip}. Redirects are not followed. An address of the other family is a failure: take
 * look-ups that are reached over the wanted family only ({@code api4.ipify.org}, {@code api6.ipify.org}).
 */
public final class PublicIpAddressSource implements AddressSource {
    private static final int MAX_BODY_BYTES = 1024;

    private final List<URI> lookUps;
    private final RecordType type;
    private final HttpCaller http;

    private PublicIpAddressSource(Builder builder) {
        this.lookUps = List.copyOf(builder.lookUps);
        this.type = builder.type;
        this.http = HttpCaller.create(builder.trustStore, MAX_BODY_BYTES);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Puts a {@link PublicIpAddressSource} together. Not thread-safe. */
    public static final class Builder {
        private final Set<URI> lookUps = new LinkedHashSet<>();
        private RecordType type = RecordType.A;
        private @Nullable TrustStore trustStore;

        private Builder() {}

        /**
         * Adds look-ups. At least one is needed; three by different operators are better.
         *
         * @throws IllegalArgumentException if one is not an http or https URL, or is given twice, which would give it two votes
         */
        public Builder lookup(URI... lookUps) {
            for (URI lookUp : lookUps) {
                boolean http =
                        "http".equalsIgnoreCase(lookUp.getScheme()) || "https".equalsIgnoreCase(lookUp.getScheme());
                if (!http || lookUp.getHost() == null) {
                    throw new IllegalArgumentException("a look-up must be an http or https URL with a host");
                }
                if (!this.lookUps.add(lookUp)) {
                    throw new IllegalArgumentException("the look-up at " + host(lookUp) + " is given twice");
                }
            }
            return this;
        }

        /** Adds look-ups; see {@link #lookup}. */
        public Builder lookups(List<URI> lookUps) {
            return lookup(lookUps.toArray(URI[]::new));
        }

        /**
         * {@link RecordType#A}, the default, or {@link RecordType#AAAA}.
         *
         * @throws IllegalArgumentException if it is another
         */
        public Builder type(RecordType type) {
            AddressText.family(type);
            this.type = type;
            return this;
        }

        /** Trusts these certificate authorities instead of the JDK's. */
        public Builder trustStore(TrustStore trustStore) {
            this.trustStore = trustStore;
            return this;
        }

        /**
         * Makes it, without asking anything yet.
         *
         * @throws InvalidSettingsException if there is no look-up
         */
        public PublicIpAddressSource build() {
            if (lookUps.isEmpty()) {
                throw new InvalidSettingsException("public-ip", "needs the URL of at least one look-up");
            }
            return new PublicIpAddressSource(this);
        }
    }

    /** What one look-up came to. */
    private record Said(Optional<InetAddress> address, String text) {
        static Said nothing(String text) {
            return new Said(Optional.empty(), text);
        }
    }

    @Override
    public RecordType type() {
        return type;
    }

    @Override
    public List<String> askedInTheOpen() {
        return lookUps.stream()
                .filter(lookUp -> lookUp.getScheme().equalsIgnoreCase("http") && !isHere(lookUp.getHost()))
                .map(PublicIpAddressSource::host)
                .toList();
    }

    private static boolean isHere(String host) {
        return host.equalsIgnoreCase("localhost")
                || InetAddresses.isUriInetAddress(host)
                        && InetAddresses.forUriString(host).isLoopbackAddress();
    }

    @Override
    public InetAddress find(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        List<Callable<Said>> questions = lookUps.stream()
                .map(lookUp -> (Callable<Said>) () -> ask(lookUp, deadline))
                .toList();
        List<Said> said =
                SideBySide.all(questions, deadline, failure -> Said.nothing("gave no complete answer in time"));
        return agreed(said).orElseThrow(() -> new UnavailableException(disagreement(said)));
    }

    private Optional<InetAddress> agreed(List<Said> said) {
        Map<InetAddress, Integer> votes = new HashMap<>();
        said.forEach(one -> one.address().ifPresent(address -> votes.merge(address, 1, Integer::sum)));
        return votes.entrySet().stream()
                .filter(entry -> entry.getValue() * 2 > lookUps.size())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private String disagreement(List<Said> said) {
        String need = lookUps.size() == 1
                ? "the look-up must give it"
                : lookUps.size() / 2 + 1 + " of " + lookUps.size() + " look-ups must agree";
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            lines.add(host(lookUps.get(i)) + " " + said.get(i).text());
        }
        return "the public " + AddressText.family(type) + " address is not known, as " + need + "; "
                + String.join("; ", lines);
    }

    private Said ask(URI lookUp, Deadline deadline) throws InterruptedException {
        try {
            // Not zero, which is no timeout at all, when this thread was late to start.
            Duration left = deadline.left().plusMillis(1);
            return read(http.call(HttpCall.of("GET", lookUp), left));
        } catch (UnavailableException e) {
            return Said.nothing("failed (" + e.getMessage() + ")");
        }
    }

    private Said read(HttpReply reply) {
        if (reply.status() != 200) {
            return Said.nothing("answered HTTP " + reply.status());
        }
        String body = reply.text().strip();
        Optional<InetAddress> address =
                (body.startsWith("{") ? jsonMember(body) : Optional.of(body)).flatMap(AddressText::parse);
        if (address.isEmpty()) {
            return Said.nothing("answered " + (body.isEmpty() ? "nothing" : "something else than one address"));
        }
        String text = InetAddresses.toAddrString(address.get());
        if (!AddressText.fits(address.get(), type)) {
            return Said.nothing("answered " + text + ", which is not an " + AddressText.family(type) + " address");
        }
        return new Said(address, "answered " + text);
    }

    private static Optional<String> jsonMember(String body) {
        try {
            JsonElement ip = JsonParser.parseString(body).getAsJsonObject().get("ip");
            return ip != null && ip.isJsonPrimitive() && ip.getAsJsonPrimitive().isString()
                    ? Optional.of(ip.getAsString())
                    : Optional.empty();
        } catch (JsonParseException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** A URL's path and query may hold a key. */
    private static String host(URI lookUp) {
        return lookUp.getHost() + (lookUp.getPort() < 0 ? "" : ":" + lookUp.getPort());
    }

    @Override
    public String toString() {
        return "the public " + AddressText.family(type) + " address seen by "
                + lookUps.stream().map(PublicIpAddressSource::host).collect(Collectors.joining(", "));
    }
}
