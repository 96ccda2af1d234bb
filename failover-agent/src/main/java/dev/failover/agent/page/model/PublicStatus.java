package dev.failover.agent.page.model;

import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.decision.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What everybody may know: how the services stand and stood, and no address, no site's name, no vendor's. As {@code status.json} and the
 * public page have it. The members that other readers know are those of statuspage.io's summary.
 *
 * @param asOf when this was so
 * @param validUntil after that it says nothing about the present; empty if it is asked for anew each time
 */
public record PublicStatus(
        String title,
        Instant asOf,
        Optional<Instant> validUntil,
        Overall status,
        List<Component> components,
        List<Incident> incidents) {
    private static final int DAYS = 90;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration QUARTER = Duration.ofDays(DAYS);
    private static final int MOST_INCIDENTS = 50;

    /**
     * All services together.
     *
     * @param indicator {@code none}, {@code minor}, {@code major}, {@code critical} or {@code unknown}
     */
    public record Overall(String indicator, String description) {}

    /**
     * A service.
     *
     * @param status {@code operational}, {@code degraded_performance}, {@code major_outage} or {@code unknown}
     * @param standby whether it is served by a standby
     * @param days the latest 90, oldest first
     */
    public record Component(
            String name,
            String status,
            boolean standby,
            Availability day,
            Availability week,
            Availability quarter,
            List<Day> days) {}

    /**
     * What a stretch of time was made of.
     *
     * @param up the part of the known time in which it answered, from 0 to 1
     * @param unknown the part of all in which nothing is known
     */
    public record Availability(Optional<Double> up, Duration downSeconds, double unknown) {
        private static Availability of(Uptime uptime) {
            return new Availability(uptime.share(), uptime.down(), uptime.unknownShare());
        }

        /** The part in which it answered, for humans. */
        public String percent() {
            return Uptime.percent(up);
        }
    }

    /** A day in UTC. */
    public record Day(String date, Availability availability) {}

    /**
     * An outage.
     *
     * @param id the same as long as it is known
     * @param ended empty while it lasts
     * @param moved when it was decided to serve from another site, if that was
     */
    public record Incident(
            String id, String service, Instant began, Optional<Instant> ended, Optional<Instant> moved) {}

    /** Made of all that is known. */
    public static PublicStatus of(Facts facts, Optional<Instant> validUntil) {
        List<Component> components = new ArrayList<>();
        List<Incident> incidents = new ArrayList<>();
        for (ServiceView service : facts.services()) {
            History history = facts.history(service.service());
            components.add(component(service, history, facts.at()));
            history.outages().forEach(outage -> incidents.add(incident(service, history, outage)));
        }
        List<Incident> latest = incidents.stream()
                .sorted(Comparator.comparing(Incident::began).reversed())
                .limit(MOST_INCIDENTS)
                .toList();
        return new PublicStatus(facts.title(), facts.at(), validUntil, overall(facts), components, latest);
    }

    private static Component component(ServiceView service, History history, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<Day> days = new ArrayList<>();
        for (int ago = DAYS - 1; ago >= 0; ago--) {
            LocalDate date = today.minusDays(ago);
            Instant from = date.atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant until = ago == 0 ? now : from.plus(DAY);
            days.add(new Day(date.toString(), Availability.of(history.uptime(from, until))));
        }
        return new Component(
                service.service(),
                word(Reachability.of(service)),
                service.sites().stream()
                        .anyMatch(site -> site.active() && !site.role().equals("primary")),
                Availability.of(history.uptime(now, DAY)),
                Availability.of(history.uptime(now, WEEK)),
                Availability.of(history.uptime(now, QUARTER)),
                days);
    }

    private static Incident incident(ServiceView service, History history, Span outage) {
        boolean lasts = outage.equals(history.spans().get(history.spans().size() - 1));
        return new Incident(
                service.service() + "/" + outage.from().toEpochMilli(),
                service.service(),
                outage.from(),
                lasts ? Optional.empty() : Optional.of(outage.until()),
                service.switches().stream()
                        .filter(made -> made.cause().equals(Documents.word(Cause.FAILOVER)))
                        .map(ServiceView.Switched::decidedAt)
                        .filter(at -> !at.isBefore(outage.from()) && (lasts || !at.isAfter(outage.until())))
                        .findFirst());
    }

    private static String word(Reachability state) {
        return switch (state) {
            case UP -> "operational";
            case DEGRADED -> "degraded_performance";
            case DOWN -> "major_outage";
            case UNKNOWN -> "unknown";
        };
    }

    /** All services together, in one sentence. */
    public static Overall overall(Facts facts) {
        List<ServiceView> services = facts.services();
        List<String> down = named(services, Reachability.DOWN);
        List<String> degraded = named(services, Reachability.DEGRADED);
        List<String> unknown = named(services, Reachability.UNKNOWN);
        if (services.isEmpty()) {
            return new Overall("none", "Nothing is watched here");
        }
        if (!down.isEmpty()) {
            boolean all = down.size() == services.size();
            return new Overall(
                    all ? "critical" : "major",
                    all && services.size() > 1 ? "No service is reachable" : sentence(down, "not reachable"));
        }
        if (!degraded.isEmpty()) {
            return new Overall("minor", sentence(degraded, "reachable with limits"));
        }
        if (!unknown.isEmpty()) {
            return new Overall(
                    "unknown",
                    unknown.size() == services.size()
                            ? "Nothing is known at present"
                            : "It is not known how " + joined(unknown) + (unknown.size() == 1 ? " stands" : " stand"));
        }
        return new Overall(
                "none",
                services.size() == 1 ? services.get(0).service() + " is reachable" : "All services are reachable");
    }

    private static List<String> named(List<ServiceView> services, Reachability state) {
        return services.stream()
                .filter(service -> Reachability.of(service) == state)
                .map(ServiceView::service)
                .toList();
    }

    private static String sentence(List<String> names, String what) {
        return joined(names) + (names.size() == 1 ? " is " : " are ") + what;
    }

    private static String joined(List<String> names) {
        if (names.size() > 3) {
            return names.size() + " services";
        }
        return names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
