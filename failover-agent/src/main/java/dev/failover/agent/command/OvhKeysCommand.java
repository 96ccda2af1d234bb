package dev.failover.agent.command;

import dev.failover.agent.command.OvhUse.Kind;
import dev.failover.agent.setup.Account;
import dev.failover.agent.setup.KeyDirectory;
import dev.failover.component.Secret;
import dev.failover.ovh.AccessRule;
import dev.failover.ovh.OvhAccount;
import dev.failover.ovh.OvhKeyRequest;
import dev.failover.time.Durations;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From nothing to keys that OVH takes: the application is made by its owner, all else is asked for here. */
@Command(
        name = "ovh",
        description = "Asks OVH for a consumer key that may do what failover does there and nothing else, waits until "
                + "you have validated it, and stores it. Without a name: for all that the configuration names, a key for each "
                + "kind: zones, addresses, machines.")
final class OvhKeysCommand extends KeyVerb {
    private static final String APPLICATION_KEY = "ovh-application-key";
    private static final String APPLICATION_SECRET = "ovh-application-secret";
    private static final String USUAL_ENDPOINT = "ovh-eu";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "A zone, whose records are changed. Several: several times.")
    private List<String> zones = List.of();

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "An Additional IP, or a block, that a traffic switch moves.")
    private List<String> addresses = List.of();

    @Option(names = "--server", paramLabel = "NAME", description = "A dedicated server, of which evidence is read.")
    private List<String> servers = List.of();

    @Option(names = "--vps", paramLabel = "NAME", description = "The same of a VPS.")
    private List<String> vpses = List.of();

    @Option(
            names = "--instance",
            paramLabel = "PROJECT/INSTANCE",
            description = "The same of an instance of the Public Cloud.")
    private List<String> instances = List.of();

    @Option(
            names = "--endpoint",
            paramLabel = "ENDPOINT",
            description = "The region; by default what the configuration has, or ovh-eu.")
    private @Nullable String endpoint;

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
        OvhAccount account = new OvhAccount();
        if (endpoint != null) {
            set("--endpoint", account::endpoint, endpoint);
        }
        Map<Kind, List<OvhUse>> uses = wanted(directory);
        if (wait.isZero()) {
            throw new EndException(ExitCode.BAD_USAGE, "--wait: must be more than zero");
        }
        if (endpoint == null) {
            set("endpoint", account::endpoint, endpointOf(uses));
        }
        directory.prepare();
        for (Kind kind : uses.keySet()) {
            requireFree(directory, kind.key());
        }
        Secret key = application(directory, APPLICATION_KEY, "application key", account);
        Secret secret = application(directory, APPLICATION_SECRET, "application secret", account);
        set("application key", account::applicationKey, key);
        try (OvhKeyRequest request = account.applicationSecret(secret).keyRequest()) {
            for (Map.Entry<Kind, List<OvhUse>> use : uses.entrySet()) {
                Secret made = made(request, use.getValue());
                directory.write(APPLICATION_KEY, key);
                directory.write(APPLICATION_SECRET, secret);
                directory.write(use.getKey().key(), made);
            }
        }
        console()
                .out()
                .printf(
                        "Stored in %s: %s, %s, %s%n",
                        directory,
                        APPLICATION_KEY,
                        APPLICATION_SECRET,
                        uses.keySet().stream().map(Kind::key).collect(Collectors.joining(", ")));
        console().out().println("Next: " + Account.line("check", config()));
        return ExitCode.DONE;
    }

    /** What options name; else what the configuration does and has no key yet; else the zone that somebody says. */
    private Map<Kind, List<OvhUse>> wanted(KeyDirectory directory) throws IOException {
        List<OvhUse> uses = new ArrayList<>();
        zones.forEach(name -> set("--zone", zone -> uses.add(OvhUse.zone(zone, createRecords)), name));
        addresses.forEach(name -> set("--address", address -> uses.add(OvhUse.address(address)), name));
        servers.forEach(name -> set("--server", server -> uses.add(OvhUse.server(server)), name));
        vpses.forEach(name -> set("--vps", vps -> uses.add(OvhUse.vps(vps)), name));
        instances.forEach(name -> set("--instance", instance -> uses.add(OvhUse.instance(instance)), name));
        if (!uses.isEmpty()) {
            return byKind(uses);
        }
        set("--config", file -> uses.addAll(OvhUse.in(file, createRecords)), config());
        if (uses.isEmpty()) {
            set("--zone", zone -> uses.add(OvhUse.zone(zone, createRecords)), askedZone());
            return byKind(uses);
        }
        Map<Kind, List<OvhUse>> missing = byKind(uses);
        for (Kind kind : List.copyOf(missing.keySet())) {
            // If none is missing, that is said of the last.
            if (missing.size() > 1 && !isFree(directory, kind.key())) {
                missing.remove(kind);
            }
        }
        return missing;
    }

    private static Map<Kind, List<OvhUse>> byKind(List<OvhUse> uses) {
        return uses.stream()
                .collect(Collectors.groupingBy(OvhUse::kind, () -> new EnumMap<>(Kind.class), Collectors.toList()));
    }

    private static String endpointOf(Map<Kind, List<OvhUse>> uses) {
        List<String> endpoints = uses.values().stream()
                .flatMap(List::stream)
                .map(use -> use.endpoint().orElse(USUAL_ENDPOINT))
                .distinct()
                .toList();
        if (endpoints.size() > 1) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "--endpoint is missing: the configuration names %s; give one, and what is there by options"
                            .formatted(endpoints));
        }
        return endpoints.get(0);
    }

    private Secret made(OvhKeyRequest request, List<OvhUse> uses) throws InterruptedException {
        PrintStream out = console().out();
        List<AccessRule> rules =
                uses.stream().flatMap(use -> use.rules().stream()).distinct().toList();
        OvhKeyRequest.Pending pending = request.ask(rules, TIMEOUT);
        out.printf(
                "OVH has made a consumer key for %s with these rights, and no others:%n",
                uses.stream().map(OvhUse::name).collect(Collectors.joining(", ")));
        rules.forEach(rule -> out.println("  " + rule));
        out.println("Log in here, look at the rights, choose the validity \"Unlimited\", and authorise it:");
        out.println("  " + pending.validationUrl());
        out.printf("Waiting for that, %s at most ...%n", Durations.format(wait));
        out.flush();
        String validity = request.await(pending, wait)
                .map(end -> "expires at " + end + ": renew it before")
                .orElse("never expires");
        out.printf("It is valid, and %s.%n", validity);
        return pending.consumerKey();
    }

    private String askedZone() {
        return console()
                .terminal()
                .map(terminal -> terminal.line("Which zone is at OVH, like beerus.fr?"))
                .orElseThrow(() -> new EndException(ExitCode.BAD_USAGE, "--zone is missing: which zone is at OVH?"));
    }

    /** One application serves for every consumer key: it is asked for once. */
    private Secret application(KeyDirectory directory, String name, String what, OvhAccount account)
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
                            account.applicationPage());
            console().out().flush();
        }
        return ask(
                "The " + what + ":",
                "make an application at %s, and store what it shows by `failover keys put %s`, or in %s with mode 600, owned by the user that the agent runs as"
                        .formatted(account.applicationPage(), name, directory.file(name)));
    }

    private static <T> void set(String option, Consumer<T> setter, T value) {
        try {
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            throw new EndException(ExitCode.BAD_USAGE, option + ": " + e.getMessage());
        }
    }
}
