package dev.failover.traffic.command;

import dev.failover.component.Secret;
import dev.failover.testkit.TrafficSwitchContract;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A program that directs traffic")
class CommandSwitchContractTest extends TrafficSwitchContract {
    private static final String SECRET = "s3cret-variable";
    /** Keeps what gets the traffic in one file, and what is wrong with it in another. */
    private static final String PROGRAM = """
            cd "$1"
            read -r asked
            echo "$KEY" >&2
            fault=$(cat fault)
            [ "$fault" = HANG ] && { trap '' TERM; sleep 60 & wait; sleep 60; }
            [ "$fault" = UNTOLD ] && { echo '{"site": null, "elsewhere": 7}'; exit 0; }
            case $asked in
            *'"action":"send"'*)
                [ "$fault" = REFUSE ] && exit 77
                printf %s "$asked" | sed 's/.*"site":"\\([^"]*\\)".*/{"site":"\\1"}/' > where
                [ "$fault" = LOSE_ANSWER ] && exit 75
                ;;
            esac
            cat where
            """;

    @TempDir
    private Path directory;

    @Override
    protected Line line() throws IOException {
        write("fault", "");
        return new Line() {
            @Override
            public TrafficSwitch open() {
                return CommandSwitch.builder()
                        .command(List.of("sh", "-c", PROGRAM, "to-site", directory.toString()))
                        .sites(List.of("prod", "home"))
                        .environment("KEY", Secret.of(SECRET))
                        .build();
            }

            @Override
            public boolean redirect(Traffic to) throws IOException {
                write(
                        "where",
                        to.site()
                                .map("{\"site\": \"%s\"}"::formatted)
                                .orElse("{\"elsewhere\": \"%s\"}".formatted(to.elsewhere())));
                return true;
            }

            @Override
            public Traffic where() throws IOException {
                String where = Files.readString(directory.resolve("where"));
                String name = where.replaceAll(".*: ?\"([^\"]*)\".*\\s*", "$1");
                return where.contains("elsewhere") ? Traffic.elsewhere(name) : Traffic.to(name);
            }

            /** What a program has begun is its own affair. */
            @Override
            public boolean inject(Fault fault) throws IOException {
                if (fault == Fault.STUCK) {
                    return false;
                }
                write("fault", fault.name());
                return true;
            }

            @Override
            public void heal() throws IOException {
                write("fault", "");
            }
        };
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text + "\n");
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }
}
