package dev.failover.evidence.ovh;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.ovh.AccessRule;
import dev.failover.ovh.OvhAccount;
import dev.failover.time.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes an {@link OvhCollector}. Not thread-safe. */
public final class OvhCollectorBuilder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,99}");

    private OvhAccount account = new OvhAccount();
    private @Nullable String server;
    private @Nullable String vps;
    private @Nullable String project;
    private @Nullable String instance;
    private TimeSource time = TimeSource.system();

    OvhCollectorBuilder() {}

    private static String name(String text, String example) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a name as OVH's pages show it, like " + example);
        }
        return text;
    }

    /** A dedicated server, by its name at OVH: {@code ns1234567.ip-203-0-113.eu}. */
    public OvhCollectorBuilder server(String name) {
        server = name(name, "ns1234567.ip-203-0-113.eu");
        return this;
    }

    /** A VPS, by its name at OVH: {@code vps-1a2b3c4d.vps.ovh.net}. */
    public OvhCollectorBuilder vps(String name) {
        vps = name(name, "vps-1a2b3c4d.vps.ovh.net");
        return this;
    }

    /** The project of a Public Cloud instance, by its id; goes with {@link #instance}. */
    public OvhCollectorBuilder project(String id) {
        project = name(id, "0123456789abcdef0123456789abcdef");
        return this;
    }

    /** A Public Cloud instance, by its id. */
    public OvhCollectorBuilder instance(String id) {
        instance = name(id, "01234567-89ab-cdef-0123-456789abcdef");
        return this;
    }

    /** Who asks, and at which endpoint. */
    public OvhCollectorBuilder account(OvhAccount value) {
        account = value;
        return this;
    }

    /** By which clock a timeout is measured; the machine's own unless set. */
    public OvhCollectorBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    /**
     * What a consumer key must be allowed to do: to read what is kept of the machine, and nothing else.
     *
     * @throws InvalidSettingsException unless there is one machine
     */
    public List<AccessRule> accessRules() {
        check(new Problems()).throwIfAny();
        return machine().accessRules();
    }

    private Problems check(Problems problems) {
        long machines =
                Stream.of(server, vps, instance).filter(Objects::nonNull).count();
        return problems.unless(
                        machines == 1,
                        "server",
                        (machines == 0 ? "is missing" : "is one too many")
                                + ": name one machine, by server, vps, or project and instance")
                .unless((project == null) == (instance == null), "project", "and instance go together");
    }

    private Machine machine() {
        if (server != null) {
            return Machine.server(server);
        }
        return vps == null
                ? Machine.instance(Objects.requireNonNull(project), Objects.requireNonNull(instance))
                : Machine.vps(vps);
    }

    /** @throws InvalidSettingsException unless there are one machine and one family of credentials */
    public OvhCollector build() {
        Problems problems = check(new Problems());
        account.check(problems);
        problems.throwIfAny();
        Machine machine = machine();
        return new OvhCollector(account.api("machine", machine.what()), machine, time);
    }
}
