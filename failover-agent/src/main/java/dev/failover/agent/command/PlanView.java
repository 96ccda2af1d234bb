package dev.failover.agent.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.failover.Site;
import dev.failover.agent.control.StatusView;
import dev.failover.component.Excerpt;
import dev.failover.decision.Assignment;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordSet;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A plan as a JSON document whose schema users rely on: members are only ever added. */
final class PlanView {
    private final ServicePlan plan;

    private PlanView(ServicePlan plan) {
        this.plan = plan;
    }

    static JsonObject of(ServicePlan plan, List<PlanWarnings.Warning> warnings) {
        return new PlanView(plan).view(warnings);
    }

    private JsonObject view(List<PlanWarnings.Warning> warnings) {
        JsonObject view = StatusView.live(plan.service(), plan.status());
        view.add("changes", changes());
        JsonArray candidates = new JsonArray();
        plan.service().sites().forEach(site -> candidates.add(candidate(site)));
        view.add("candidates", candidates);
        JsonArray warned = new JsonArray();
        for (PlanWarnings.Warning warning : warnings) {
            JsonObject one = new JsonObject();
            one.addProperty("id", warning.id());
            one.addProperty("subject", warning.subject());
            one.addProperty("sentence", warning.sentence());
            warned.add(one);
        }
        view.add("warnings", warned);
        return view;
    }

    /** What `run` would write now. */
    private JsonArray changes() {
        JsonArray changes = new JsonArray();
        Optional<List<RecordSet>> desired =
                target().flatMap(site -> plan.desired().getOrDefault(site, Optional.empty()));
        for (int i = 0; desired.isPresent() && i < plan.managed().size(); i++) {
            FoundRecord found = plan.managed().get(i);
            RecordSet wanted = desired.get().get(i);
            boolean known = found.published()
                    .filter(publication -> !publication.served().isEmpty())
                    .isPresent();
            if (known && !found.published().orElseThrow().isEverywhere(wanted)) {
                changes.add(change(found, wanted));
            }
        }
        return changes;
    }

    /** Where the records would be made to point; empty if nothing would be written. */
    private Optional<String> target() {
        if (plan.status().decision().step() instanceof Step.Switch made) {
            return Optional.of(made.site());
        }
        boolean paused = plan.status().state().pause().isPresent()
                && plan.status()
                        .state()
                        .assignment()
                        .filter(Assignment::isAutomatic)
                        .isPresent();
        return paused || plan.status().records().isSomebodyElses()
                ? Optional.empty()
                : plan.status().state().assignment().map(Assignment::site);
    }

    private static JsonObject change(FoundRecord found, RecordSet wanted) {
        JsonObject view = named(found);
        Set<String> served = new TreeSet<>();
        found.published()
                .ifPresent(publication -> publication.served().forEach(values -> values.ifPresent(served::addAll)));
        view.add("from", strings(served));
        view.add("to", strings(wanted.values()));
        view.addProperty("ttlSeconds", wanted.ttl().toSeconds());
        view.addProperty(
                "sentence",
                "%s %s at %s: %s -> %s (ttl %ss)"
                        .formatted(
                                found.name(),
                                found.key().type(),
                                found.provider(),
                                served.isEmpty() ? "absent" : String.join(", ", served),
                                String.join(", ", wanted.values()),
                                wanted.ttl().toSeconds()));
        return view;
    }

    private static JsonObject named(FoundRecord found) {
        JsonObject view = new JsonObject();
        view.addProperty("provider", found.provider());
        view.addProperty("name", found.name());
        view.addProperty("type", found.key().type().name());
        return view;
    }

    /** What a switch to one site would write. */
    private JsonObject candidate(Site site) {
        JsonObject view = new JsonObject();
        view.addProperty("site", site.name());
        view.addProperty(
                "active",
                plan.status()
                        .state()
                        .assignment()
                        .filter(assignment -> assignment.site().equals(site.name()))
                        .isPresent());
        Optional<List<RecordSet>> desired = plan.desired().getOrDefault(site.name(), Optional.empty());
        view.addProperty("writable", desired.isPresent());
        view.addProperty(
                "sentence",
                plan.status().sites().stream()
                        .filter(facts -> facts.site().equals(site.name()))
                        .map(SiteFacts::address)
                        .map(SiteFacts.AddressFact::sentence)
                        .findFirst()
                        .orElse(""));
        JsonArray records = new JsonArray();
        for (int i = 0; i < plan.managed().size(); i++) {
            int index = i;
            records.add(record(plan.managed().get(i), desired.map(all -> all.get(index))));
        }
        view.add("records", records);
        return view;
    }

    private static JsonObject record(FoundRecord found, Optional<RecordSet> desired) {
        JsonObject view = named(found);
        view.addProperty("change", kind(found, desired));
        view.add(
                "atProvider",
                found.stored().flatMap(stored -> stored).map(PlanView::set).orElse(JsonNull.INSTANCE));
        JsonArray served = new JsonArray();
        found.published().ifPresent(publication -> publication.answers().forEach(answer -> served.add(answer(answer))));
        view.add("served", served);
        view.add("desired", desired.map(PlanView::set).orElse(JsonNull.INSTANCE));
        view.add(
                "cachedSeconds",
                found.cached()
                        .map(Duration::toSeconds)
                        .<JsonElement>map(JsonPrimitive::new)
                        .orElse(JsonNull.INSTANCE));
        view.add("diff", strings(diff(found, desired)));
        return view;
    }

    private static String kind(FoundRecord found, Optional<RecordSet> desired) {
        if (desired.isEmpty() || found.current().isEmpty()) {
            return "unknown";
        }
        if (found.isInPlace(desired.get())) {
            return "none";
        }
        return found.current().get().isEmpty() ? "create" : "replace";
    }

    /** The change as lines of a diff, and how long caches may keep what it replaces. */
    private static List<String> diff(FoundRecord found, Optional<RecordSet> desired) {
        List<String> lines = new java.util.ArrayList<>();
        found.stored()
                .ifPresent(stored -> lines.add(
                        "- %s at %s".formatted(stored.map(PlanView::text).orElse("absent"), found.provider())));
        found.published()
                .ifPresent(publication -> publication
                        .answers()
                        .forEach(answer -> lines.add("- %s at %s".formatted(text(answer), answer.server()))));
        desired.ifPresent(wanted -> lines.add("+ " + text(wanted)));
        found.cached().ifPresent(cached -> lines.add("  caches may keep the old one for " + Durations.format(cached)));
        return lines;
    }

    private static String text(RecordSet set) {
        return "%s (ttl %ss)"
                .formatted(
                        set.values().stream().map(Excerpt::of).collect(Collectors.joining(", ")),
                        set.ttl().toSeconds());
    }

    private static String text(Publication.Answer answer) {
        if (answer instanceof Served served) {
            return served.recordSet().map(PlanView::text).orElse("absent");
        }
        return "not known: " + ((Silent) answer).reason() + ",";
    }

    private static JsonElement set(RecordSet set) {
        JsonObject view = new JsonObject();
        view.add("values", strings(new TreeSet<>(set.values())));
        view.addProperty("ttlSeconds", set.ttl().toSeconds());
        return view;
    }

    private static JsonElement answer(Publication.Answer answer) {
        JsonObject view = new JsonObject();
        view.addProperty("server", answer.server());
        if (answer instanceof Served served) {
            JsonObject set = served.recordSet()
                    .map(found -> PlanView.set(found).getAsJsonObject())
                    .orElseGet(JsonObject::new);
            view.add("values", set.has("values") ? set.get("values") : new JsonArray());
            view.add("ttlSeconds", set.has("ttlSeconds") ? set.get("ttlSeconds") : JsonNull.INSTANCE);
        } else {
            view.addProperty("silent", ((Silent) answer).reason());
        }
        return view;
    }

    private static JsonArray strings(Iterable<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
