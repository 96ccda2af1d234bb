package dev.failover.agent.command;

import dev.failover.agent.setup.Account;
import dev.failover.agent.setup.KeyDirectory;
import dev.failover.component.Secret;
import dev.failover.dns.ZoneName;
import dev.failover.ovh.OvhDnsProvider;
import dev.failover.ovh.OvhDnsProviderBuilder;
import dev.failover.ovh.OvhKeyRequest;
import dev.failover.time.Durations;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From nothing to a key that OVH takes: the application is made by its owner, all else is asked for here. */
@Command(
        name = "ovh",
        description =
                "Asks OVH for a consumer key that may do what failover does in one zone and nothing else, waits until "
                        + "you have validated it, and stores it.")
final class OvhKeysCommand extends KeyVerb {
    private static final String APPLICATION_KEY = "ovh-application-key";
    private static final String APPLICATION_SECRET = "ovh-application-secret";
    private static final String CONSUMER_KEY = "ovh-consumer-key";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Option(names = "--zone", paramLabel = "ZONE", description = "The zone; asked for if not given.")
    private @Nullable String zone;

    @Option(
            names = "--endpoint",
            paramLabel = "ENDPOINT",
            defaultValue = "ovh-eu",
            description = "The region, as the configuration has it; ${DEFAULT-VALUE} by default.")
    private String endpoint = "";

    @Option(
            names = "--create-records",
            description =
                    "Asks for the rights to create and delete records, too: for record sets that get more or fewer values, and "
                            + "for the ownership record.")
    private boolean createRecords;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "15m",
            converter = SwitchOptions.DurationConverter.class,
            description = "How long to wait for you; ${DEFAULT-VALUE} by default.")
    private Duration wait = Duration.ZERO;

    @Override
    int call(KeyDirectory directory) throws IOException, InterruptedException {
        OvhDnsProviderBuilder builder = OvhDnsProvider.builder();
        set("--endpoint", builder::endpoint, endpoint);
        String name = zone();
        set("--zone", builder::zone, name);
        if (wait.isZero()) {
            throw new EndException(ExitCode.BAD_USAGE, "--wait: must be more than zero");
        }
        directory.prepare();
        requireFree(directory, CONSUMER_KEY);
        PrintStream out = console().out();
        Secret key = application(directory, APPLICATION_KEY, "application key", builder);
        Secret secret = application(directory, APPLICATION_SECRET, "application secret", builder);
        set("application key", builder::applicationKey, key);
        try (OvhKeyRequest request = builder.applicationSecret(secret).keyRequest()) {
            OvhKeyRequest.Pending pending = request.ask(createRecords, TIMEOUT);
            out.println("OVH has made a consumer key with these rights, and no others:");
            OvhKeyRequest.rules(ZoneName.parse(name), createRecords).forEach(rule -> out.println("  " + rule));
            out.println("Log in here, look at the rights, choose the validity \"Unlimited\", and authorise it:");
            out.println("  " + pending.validationUrl());
            out.printf("Waiting for that, %s at most ...%n", Durations.format(wait));
            out.flush();
            String validity = request.await(pending, wait)
                    .map(end -> "expires at " + end + "; `check` warns two weeks before")
                    .orElse("never expires");
            directory.write(APPLICATION_KEY, key);
            directory.write(APPLICATION_SECRET, secret);
            directory.write(CONSUMER_KEY, pending.consumerKey());
            out.printf("It is valid, and %s.%n", validity);
        }
        out.printf("Stored in %s: %s, %s, %s%n", directory, APPLICATION_KEY, APPLICATION_SECRET, CONSUMER_KEY);
        out.println("Next: " + Account.line("check", config()));
        return ExitCode.DONE;
    }

    private String zone() {
        if (zone != null) {
            return zone;
        }
        return console()
                .terminal()
                .map(terminal -> terminal.line("Which zone is at OVH, like beerus.fr?"))
                .orElseThrow(() -> new EndException(ExitCode.BAD_USAGE, "--zone is missing: which zone is at OVH?"));
    }

    /** One application serves for every consumer key: it is asked for once. */
    private Secret application(KeyDirectory directory, String name, String what, OvhDnsProviderBuilder builder)
            throws IOException {
        Secret stored = directory.read(name).orElse(null);
        if (stored != null) {
            return stored;
        }
        if (name.equals(APPLICATION_KEY) && console().terminal().isPresent()) {
            console()
                    .out()
                    .printf(
                            "Make an application for failover here, and type what OVH shows:%n  %s%n",
                            builder.applicationPage());
            console().out().flush();
        }
        return ask(
                "The " + what + ":",
                "make an application at %s, and store what it shows by `failover keys put %s`, or in %s with mode 600, owned by the user that the agent runs as"
                        .formatted(builder.applicationPage(), name, directory.file(name)));
    }

    private static <T> void set(String option, Consumer<T> setter, T value) {
        try {
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            throw new EndException(ExitCode.BAD_USAGE, option + ": " + e.getMessage());
        }
    }
}
