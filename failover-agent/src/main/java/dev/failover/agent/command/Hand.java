package dev.failover.agent.command;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.Requests;
import dev.failover.agent.control.RunningAgent;
import dev.failover.component.ComponentException;
import dev.failover.decision.Approval;
import dev.failover.decision.Pause;
import dev.failover.decision.ServiceState;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Has a request of a human done: by the agent if one is running, else by this process itself. */
final class Hand {
    /** Notifications that are not out by then stay in the outbox, for the agent to deliver. */
    private static final Duration TIME_TO_NOTIFY = Duration.ofSeconds(10);

    private final Verb verb;
    private final Configuration configuration;

    Hand(Verb verb, Configuration configuration) {
        this.verb = verb;
        this.configuration = configuration;
    }

    /**
     * Has a service moved, and waits until that is published.
     *
     *
     * @return the exit code
     */
    int switchTo(ControlRequest request) throws InterruptedException {
        Optional<RunningAgent> running = RunningAgent.find(configuration.stateDirectory());
        return Output.reply(verb, running.isPresent() ? Asking.ask(running.get(), request) : switchHere(request));
    }

    private ControlReply switchHere(ControlRequest request) throws InterruptedException {
        Failover.Builder builder = configuration.failover(Mode.ON_REQUEST).advice(CommandAdvice.forConditions());
        try (Failover failover = Opening.open(builder::build)) {
            failover.start();
            Requests requests = new Requests(failover, configuration);
            ControlReply reply = requests.answer(request);
            int pending = requests.awaitDeliveries(TIME_TO_NOTIFY);
            if (pending > 0) {
                verb.err()
                        .printf(
                                "%s notification%s could not be delivered yet; `run` goes on trying%n",
                                pending, pending == 1 ? "" : "s");
            }
            return reply;
        }
    }

    /**
     * Has automatic writes stopped.
     *
     *
     * @return the exit code
     */
    int pause(ControlRequest request) {
        return note(
                request,
                "is paused",
                (state, now) -> Optional.of(new Noted(
                        state.paused(new Pause(now, request.by(), request.reason())),
                        new JournalEvent(now, "paused", "by " + request.by(), Map.of("reason", request.reason())))));
    }

    /**
     * Has a switch to come approved of.
     *
     *
     * @return the exit code
     */
    int approve(ControlRequest request) {
        boolean there = configuration
                .service(request.service())
                .flatMap(service -> service.site(request.site()))
                .isPresent();
        if (configuration.service(request.service()).isPresent() && !there) {
            throw new EndException(ExitCode.BAD_USAGE, "There is no site named \"" + request.site() + "\"");
        }
        return note(request, "may be switched to " + request.site() + " once", (state, now) -> {
            Approval approval =
                    new Approval(request.site(), now, now.plus(request.waiting()), request.by(), request.reason());
            return Optional.of(new Noted(
                    state.approved(approval),
                    new JournalEvent(
                            now,
                            "approved",
                            "%s approved of %s until %s".formatted(approval.by(), approval.site(), approval.until()),
                            Map.of("reason", request.reason()))));
        });
    }

    /**
     * Has automatic writes resumed.
     *
     *
     * @return the exit code
     */
    int resume(ControlRequest request) {
        return note(
                request,
                "is no longer paused",
                (state, now) -> state.pause().isEmpty() && state.latch().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Noted(
                                state.resumed(),
                                new JournalEvent(
                                        now, "resumed", "by " + request.by(), Map.of("reason", request.reason())))));
    }

    /** What is to be journalled. */
    private record Noted(ServiceState state, JournalEvent event) {}

    /** Nothing needs to be watched for what only has to be remembered: it goes straight to the journal. */
    private int note(ControlRequest request, String done, BiFunction<ServiceState, Instant, Optional<Noted>> change) {
        String service = request.service();
        if (!service.isEmpty() && configuration.service(service).isEmpty()) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "There is no service named \"%s\", only %s"
                            .formatted(
                                    service,
                                    configuration.services().stream()
                                            .map(Service::name)
                                            .toList()));
        }
        if (configuration.services().isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "There is no service here, only syncs");
        }
        Optional<RunningAgent> running = RunningAgent.find(configuration.stateDirectory());
        if (running.isPresent()) {
            return Output.reply(verb, Asking.ask(running.get(), request));
        }
        List<String> names = service.isEmpty()
                ? configuration.services().stream().map(Service::name).toList()
                : List.of(service);
        List<String> said = new ArrayList<>();
        try (StateDirectory directory = Opening.open(() -> StateDirectory.open(configuration.stateDirectory()));
                FileStateStore store = Opening.open(() -> FileStateStore.open(directory))) {
            for (String name : names) {
                ServiceState state = store.load(name);
                change.apply(state, Instant.now())
                        .ifPresent(noted -> store.save(name, state, noted.state(), noted.event()));
                said.add(name + " " + done);
            }
        } catch (ComponentException e) {
            said.add(String.valueOf(e.getMessage()));
            return Output.reply(verb, ControlReply.of(ControlReply.Result.FAILED, said));
        }
        return Output.reply(verb, ControlReply.of(ControlReply.Result.DONE, said));
    }
}
