package dev.failover.agent.page.html;

import dev.failover.agent.control.RecordSetView;
import dev.failover.agent.control.RecordSetView.Alike;
import dev.failover.agent.control.RecordSetView.Standing;
import dev.failover.agent.control.ServiceView.Records;
import dev.failover.agent.page.model.Reachability;
import dev.failover.component.Excerpt;
import java.util.stream.Collectors;

/** What each of the zones' servers gives for a service's records, alike answers together. */
final class GivenAnswers {
    private GivenAnswers() {}

    static Markup element(Records records) {
        Markup part = Markup.of("div", "answers")
                .add(
                        Markup.of("h3").text("What the zones’ servers give"),
                        Markup.of("p", "quiet")
                                .text(records.sentence()
                                        + records.lookedAt()
                                                .map(at -> ", asked at " + Words.moment(at))
                                                .orElse("")));
        records.sets().forEach(set -> part.add(heading(set), answers(set)));
        return part;
    }

    private static Markup heading(RecordSetView set) {
        return Markup.of("p", "record")
                .add(Markup.of("strong").text(set.name() + " " + set.type()))
                .text(" at " + set.provider()
                        + set.decided()
                                .map(values -> ", to be "
                                        + values.stream().map(Excerpt::of).collect(Collectors.joining(", ")))
                                .orElse(""));
    }

    private static Markup answers(RecordSetView set) {
        Markup rows = Markup.of("ul", "gates");
        set.alike().forEach(same -> rows.add(row(same)));
        return rows;
    }

    private static Markup row(Alike same) {
        return Markup.of("li")
                .add(
                        pill(same.standing()),
                        Markup.of("span")
                                .text(same.answer().sentence())
                                .add(Markup.of("span", "quiet").text(" from " + String.join(", ", same.servers()))));
    }

    private static Markup pill(Standing standing) {
        return switch (standing) {
            case AS_DECIDED -> Words.pill(Reachability.UP, "as decided");
            case ANOTHER -> Words.pill(Reachability.DOWN, "differs");
            case UNDECIDED -> Words.pill(Reachability.UNKNOWN, "not decided");
            case SILENT -> Words.pill(Reachability.UNKNOWN, "silent");
        };
    }
}
