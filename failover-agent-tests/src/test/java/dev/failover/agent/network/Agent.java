package dev.failover.agent.network;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.Java;
import dev.failover.agent.Main;
import dev.failover.agent.Named;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.journal.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The agent an operator runs, {@code run --json --verbose}, as a process on a host. */
final class Agent implements AutoCloseable {
    private final Stage stage;
    private final Host host;
    private final Path configuration;
    private final Path stateDirectory;
    private final Transcript printed;
    private final Path errors;
    private final List<String> wrapper = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = System.getProperty("java.class.path");
    private Process process;

    /** Not started yet. */
    Agent(Stage stage, Host host, Path configuration, Path stateDirectory) {
        this.stage = stage;
        this.host = host;
        this.configuration = configuration;
        this.stateDirectory = stateDirectory;
        this.printed = new Transcript(configuration.resolveSibling(configuration.getFileName() + ".out"));
        this.errors = configuration.resolveSibling(configuration.getFileName() + ".err");
        environment.put("TSIG", Named.SECRET);
        environment.put("IFTTT_KEY", "key-of-the-phone");
    }

    /** Words before the command, like {@code sh -c '…; exec "$@"'}. */
    Agent within(List<String> words) {
        wrapper.addAll(words);
        return this;
    }

    /** From its next start on it is what these classes make of it. */
    Agent of(String otherClasses) {
        classPath = otherClasses;
        return this;
    }

    Agent start() throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(
                Java.command(classPath, 64, Main.class, "run", "--json", "--verbose", "-c", configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(stage.network().on(host, command));
        builder.environment().putAll(environment);
        process = builder.redirectOutput(printed.redirect())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        return this;
    }

    /** Waits until both sites have been found UP by checks made after a mark, and the records have been looked at. */
    Agent awaitInformed(int mark) {
        await("it is informed", mark, "verdict", "prod", "UP");
        await("it is informed", mark, "verdict", "home", "UP");
        Await.until("something is decided", () -> !journal().isEmpty(), this::toString);
        return this;
    }

    int mark() {
        return printed.mark();
    }

    private List<JsonObject> events(int mark) {
        return printed.since(mark).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /** The texts of all events of a kind since a mark; of one site, or of any if it is empty. */
    List<String> texts(int mark, String kind, String site) {
        return events(mark).stream()
                .filter(event -> event.get("event").getAsString().equals(kind))
                .filter(event ->
                        site.isEmpty() || event.get("site").getAsString().equals(site))
                .map(event -> event.get("text").getAsString())
                .toList();
    }

    /** What its clock said at each event since a mark. */
    List<Instant> times(int mark) {
        return events(mark).stream()
                .map(event -> Instant.parse(event.get("at").getAsString()))
                .toList();
    }

    /** Waits for an event whose text contains this. */
    void await(String what, int mark, String kind, String site, String text) {
        Await.until(
                what, () -> texts(mark, kind, site).stream().anyMatch(found -> found.contains(text)), this::toString);
    }

    /** Waits until so many more checks of a site have ended with this status: the positive sign that time has passed. */
    void awaitChecks(String site, String status, int count) {
        int mark = mark();
        Await.until(
                count + " further checks of " + site + " are " + status,
                () -> texts(mark, "checked", site).stream()
                                .filter(text -> text.startsWith(status))
                                .count()
                        >= count,
                this::toString);
    }

    /** How many checks of a site ended like this between a mark and a verdict to that effect. */
    long checksBeforeVerdict(int mark, String site, String status) {
        return events(mark).stream()
                .filter(event -> event.get("site").getAsString().equals(site))
                .filter(event -> event.get("text").getAsString().startsWith(status))
                .takeWhile(event -> !event.get("event").getAsString().equals("verdict"))
                .count();
    }

    /** What it has written down, oldest first. */
    List<JournalEntry> journal() {
        return FileStateStore.read(stateDirectory());
    }

    /** Where its state directory is seen from here, also if it has mounted it for itself. */
    Path stateDirectory() {
        return wrapper.isEmpty() ? stateDirectory : Path.of("/proc/" + pid() + "/root" + stateDirectory);
    }

    private ServiceState state() {
        List<JournalEntry> entries = journal();
        return entries.isEmpty()
                ? ServiceState.INITIAL
                : entries.get(entries.size() - 1).state();
    }

    /** By its journal: the site, with a question mark as long as that is not published. */
    String site() {
        ServiceState now = state();
        return now.assignment().map(assignment -> assignment.site()).orElse("none")
                + (now.transition().isPresent() ? "?" : "");
    }

    void awaitSite(String expected) {
        Await.until("it journals " + expected, () -> site().equals(expected), this::toString);
    }

    List<RememberedSwitch> switches() {
        return state().switches();
    }

    /** The switches made: {@code prod>home}. */
    List<String> moves() {
        return switches().stream().map(made -> made.from() + ">" + made.to()).toList();
    }

    /** {@code status --json} by another process of the host: the first service. */
    JsonObject status() {
        JsonObject document = JsonParser.parseString(verb("status", "--json")).getAsJsonObject();
        return document.getAsJsonArray("services").get(0).getAsJsonObject();
    }

    /** Runs another verb beside it. */
    String verb(String... words) {
        List<String> command = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("-c", configuration.toString()));
        command.addAll(Java.command(64, Main.class, arguments.toArray(String[]::new)));
        return Command.run(stage.network().on(host, command));
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as a service manager does. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        FakeClock.forget(pid());
    }

    /** Kills it after so long, unless it has ended before. */
    void killAfter(long millis) throws InterruptedException {
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        kill();
    }

    /** Takes the processor away from it. */
    void freeze() {
        Command.run("kill", "-STOP", String.valueOf(pid()));
    }

    void thaw() {
        Command.run("kill", "-CONT", String.valueOf(pid()));
    }

    /** What it said, if anything went wrong. */
    Optional<String> errors() throws IOException {
        String text = java.nio.file.Files.readString(errors);
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            FakeClock.forget(pid());
        }
    }

    @Override
    public String toString() {
        String said = printed.lines().stream()
                .filter(line -> !line.contains("\"event\":\"checked\""))
                .collect(java.util.stream.Collectors.joining("\n"));
        try {
            return said + "\n" + errors().orElse("");
        } catch (IOException e) {
            return said;
        }
    }
}
