package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.evidence.Proof;
import dev.failover.component.Finding;
import dev.failover.evidence.EvidenceStore;
import java.util.List;
import picocli.CommandLine.Command;

/** Whether evidence is what it was. */
@Command(
        name = "verify",
        description = "Says whether anything of an incident was changed since it was collected; exit code 4 if so.")
final class EvidenceVerifyCommand extends EvidenceVerb {
    @Override
    int call(Configuration configuration, EvidenceStore store) throws InterruptedException {
        List<Finding> findings = Proof.of(store, id(), configuration.stateDirectory());
        FindingsText.print(this, findings);
        return FindingsText.haveError(findings) ? ExitCode.FAILED : ExitCode.DONE;
    }
}
