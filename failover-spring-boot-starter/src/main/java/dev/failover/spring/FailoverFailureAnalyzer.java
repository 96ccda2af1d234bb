package dev.failover.spring;

import dev.failover.component.ComponentException;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/** Says why a failover could not be made: each property at fault, where it stands, and what to do. */
final class FailoverFailureAnalyzer extends AbstractFailureAnalyzer<ComponentException> {
    private final Environment environment;

    FailoverFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ComponentException cause) {
        if (cause instanceof InvalidSettingsException invalid) {
            String problems = invalid.problems().stream()
                    .map(problem -> "    " + problem + where(problem))
                    .collect(Collectors.joining(System.lineSeparator()));
            return new FailureAnalysis(
                    "The failover can't be made of what the application's properties and beans say:"
                            + System.lineSeparator()
                            + System.lineSeparator()
                            + problems,
                    "Correct what is named above. An application that is to have no failover says failover.enabled=false.",
                    cause);
        }
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Only one failover at a time can use a state directory. A second context, as in tests, takes another"
                        + " failover.state-directory, failover.mode=observe, or failover.enabled=false.",
                cause);
    }

    private String where(Problem problem) {
        Origin origin = origin(problem.key());
        return origin == null ? "" : " (" + origin + ")";
    }

    private @Nullable Origin origin(String property) {
        if (!ConfigurationPropertyName.isValid(property)) {
            return null;
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            Origin origin = Origin.from(source.getConfigurationProperty(name));
            if (origin != null) {
                return origin;
            }
        }
        return null;
    }
}
