package dev.failover.agent.control;

import dev.failover.Advice;
import dev.failover.component.Remedy;
import dev.failover.decision.Condition;
import dev.failover.decision.Gate;
import java.util.Optional;

/** Which command or setting of this program does what a message of the library asks for: the only place that says so. */
public final class CommandAdvice {
    private CommandAdvice() {}

    /** For the notifications of conditions. */
    public static Advice forConditions() {
        return new Advice() {
            @Override
            public String on(String service, Condition condition) {
                return CommandAdvice.of(service, condition);
            }

            @Override
            public String onReminder(String service) {
                return "`ack %s` ends the reminders of what goes on now".formatted(service);
            }
        };
    }

    /** A condition's sentence, and what to do. */
    public static String sentence(String service, Condition condition) {
        return join(condition.sentence(), of(service, condition));
    }

    /** A gate's sentence and, if it is not met, what to do. */
    public static String sentence(String service, Gate gate) {
        return gate.met() ? gate.sentence() : join(gate.sentence(), on(service, gate.kind()));
    }

    /**
     * What became of a sync, and what to do.
     *
     * @param sync its name in the configuration
     */
    public static String sentence(String sync, String sentence, Optional<Remedy> remedy) {
        return remedy.map(known -> join(sentence, on(sync, known))).orElse(sentence);
    }

    private static String join(String sentence, String advice) {
        return advice.isEmpty() ? sentence : sentence + (sentence.endsWith(".") ? " " : ". ") + advice;
    }

    private static String of(String service, Condition condition) {
        return switch (condition.kind()) {
            // What is to be tried is called as the command that tries it.
            case TRIAL_DUE -> "`%s %s` makes one".formatted(condition.subject(), service);
            case TRIAL_EXPIRED ->
                "`%1$s %2$s` makes one; `ack %2$s` takes it upon you, `approve %2$s SITE` allows one switch"
                        .formatted(condition.subject(), service);
            case NO_READY_SITE ->
                "`switch %s SITE --force --reason TEXT` enters a site that is not ready".formatted(service);
            case WAITING_FOR_HUMAN ->
                "`switch %1$s SITE` moves it now; `resume %1$s` ends a pause or a latch".formatted(service);
            case LATCHED -> resume(service);
            case FOREIGN_RECORDS -> takeOver(service);
            case CONFIGURATIONS_DIFFER -> "`switch %s SITE` decides for a site of this watcher".formatted(service);
            case STORE_UNREACHABLE -> "`switch %s SITE --force --reason TEXT` does without it".formatted(service);
            case FAILBACK_POSSIBLE -> "`failback %s` returns to it".formatted(service);
            case PUBLISHING_FAILS, PROVIDER_UNREADABLE, SITE_UNKNOWN -> "`check` says more";
            case ADDRESS_UNUSABLE -> address();
            case STANDBY_DOWN,
                    OWNERSHIP_LOST,
                    MIXED,
                    RECORDS_UNKNOWN,
                    ISOLATED,
                    OVERLOADED,
                    OUTVOTED,
                    CERTIFICATE_EXPIRING,
                    PROMOTION_FAILS -> "";
        };
    }

    private static String on(String service, Gate.Kind kind) {
        return switch (kind) {
            case READY, CERTIFICATE -> "`switch --force` overrides that";
            case REPLICA -> "`replica-max-age` sets how old it may be; `switch --force` accepts the loss";
            case ADDRESS -> address();
            case RECORDS -> takeOver(service);
            case PAUSE -> "`resume %s` ends the pause".formatted(service);
            case LIMIT -> resume(service);
            case COOL_DOWN -> "`switch %s SITE` does not wait for that".formatted(service);
            case APPROVAL ->
                "`switch %1$s SITE` moves it now; `approve %1$s SITE` allows one switch beforehand".formatted(service);
            case HOLD -> "`failback %s` does not wait for that".formatted(service);
            case CHOICE -> endHold(service);
            case LEASE -> "`switch --force --reason TEXT` overrides that";
            case CONNECTIVITY, PUNCTUALITY, VOTES -> "";
        };
    }

    private static String on(String sync, Remedy remedy) {
        return switch (remedy) {
            case PREPARE -> "`sync %s --prepare` marks both for each other".formatted(sync);
            case ACCEPT_SOURCE -> "`sync %s --accept-source` accepts the source as it is".formatted(sync);
            case PROMOTE -> "`sync %s --promote` makes the directory here the source".formatted(sync);
            case ALLOW_DELETIONS -> "`max-delete` sets how many that are";
        };
    }

    /** How a service that switched too often is switched automatically again. */
    public static String resume(String service) {
        return "`resume %s` allows automatic switches again".formatted(service);
    }

    /** How a service is no longer held where a human put it. */
    public static String endHold(String service) {
        return "`failback %s` ends it".formatted(service);
    }

    private static String takeOver(String service) {
        return "`switch %s SITE` takes that over".formatted(service);
    }

    private static String address() {
        return "See the site's `address`; a private one needs `allow-private: true`";
    }
}
