package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A plan")
class PlanTest {
    private static final Comparison BY_SECONDS = (path, wanted, present) ->
            wanted.seconds() == present.seconds() ? Comparison.Verdict.SAME : Comparison.Verdict.SEND;

    /** Of "d", "f1", "f2", "f1x" (executable), "l" (a link) and nothing. */
    private static Map<String, Entry> tree(String text) {
        Map<String, Entry> tree = new HashMap<>();
        for (String each : text == null ? new String[0] : text.split(" ")) {
            String path = each.substring(0, each.indexOf('='));
            String what = each.substring(each.indexOf('=') + 1);
            tree.put(
                    path,
                    switch (what.charAt(0)) {
                        case 'd' -> new Entry(Kind.DIRECTORY, 0, 0, 0, 0755, "");
                        case 'l' -> new Entry(Kind.LINK, 0, 0, 0, 0777, what);
                        case 'o' -> new Entry(Kind.OTHER, 0, 0, 0, 0600, "");
                        default -> new Entry(Kind.FILE, 1, what.charAt(1), 0, what.endsWith("x") ? 0755 : 0644, "");
                    });
        }
        return tree;
    }

    private static String said(Plan plan) {
        return said("", plan.first())
                + (plan.deletions().isEmpty() ? "" : "delete" + plan.deletions() + " ")
                + said("then ", plan.second());
    }

    private static String said(String lead, Plan.Work work) {
        StringBuilder said = new StringBuilder();
        Map.of("1make", work.directories(), "2send", work.files(), "3link", work.links(), "4mode", work.modes())
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(each -> !each.getValue().isEmpty())
                .forEach(each -> said.append(lead)
                        .append(each.getKey().substring(1))
                        .append(each.getValue())
                        .append(' '));
        return said.toString();
    }

    @ParameterizedTest(name = "from {1} to {0}: {2}")
    @CsvSource({
        ",,",
        "a=f1,,send[a]",
        "a=f1,a=f1,",
        "a=f2,a=f1,send[a]",
        "a=f1x,a=f1,mode[a]",
        "a=f1x,a=f2,send[a]",
        ",a=f1,delete[a]",
        ",a=o,delete[a]",
        "a=f1,a=o,send[a]",
        "a=f1,a=l1,send[a]",
        "a=l1,a=f1,link[a]",
        "a=l1,a=l1,",
        "a=l1,a=l2,link[a]",
        "a=d a/b=d a/b/c=f1,,'make[a, a/b] send[a/b/c]'",
        "a=d a/b=f1,a=f1,'delete[a] then make[a] then send[a/b]'",
        "a=f1,a=d a/b=d a/b/c=f1,'delete[a/b/c, a/b, a] then send[a]'",
        "a=l1,a=d,'delete[a] then link[a]'",
        "a=d,a=l1,'delete[a] then make[a]'",
        ",a=d a/b=d a/b/c=f1 a-b=f1,'delete[a/b/c, a/b, a-b, a]'",
        "b=f1,a=d a/b=f1,'send[b] delete[a/b, a]'",
    })
    void isMade(String wanted, String present, String expected) {
        Plan plan = Plan.of(tree(wanted), tree(present), Set.of(), Set.of(), BY_SECONDS);
        assertThat(said(plan).strip()).isEqualTo(expected == null ? "" : expected);
        assertThat(plan.obstructed()).isEmpty();
    }

    @Test
    @DisplayName("leaves directories that hold what is none of its business, and says where that is in the way")
    void kept() {
        Plan gone = Plan.of(tree("b=f1"), tree("b=f1 a=d a/x=f1"), Set.of("a"), Set.of(), BY_SECONDS);
        assertThat(gone.deletions()).containsExactly("a/x");
        Plan inTheWay = Plan.of(tree("a=f1"), tree("a=d"), Set.of("a"), Set.of(), BY_SECONDS);
        assertThat(inTheWay.deletions()).isEmpty();
        assertThat(inTheWay.obstructed()).containsExactly("a");
    }

    @Test
    @DisplayName("knows in which directories something changes")
    void touched() {
        Plan plan = Plan.of(
                tree("a=d a/x=f2 b=d b/y=f1 c=d c/z=f1 n=d n/m=f1"),
                tree("a=d a/x=f1 b=d b/y=f1 c=d c/z=f1 c/old=f1"),
                Set.of(),
                Set.of(),
                BY_SECONDS);
        assertThat(plan.touched()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    @DisplayName("has files compared whose size and time prove nothing")
    void doubtful() {
        Plan plan = Plan.of(
                tree("a=f1"), tree("a=f1"), Set.of(), Set.of(), (path, wanted, present) -> Comparison.Verdict.COMPARE);
        assertThat(plan.first().doubtful()).isEqualTo(List.of("a"));
        assertThat(plan.first().files()).isEmpty();
    }
}
