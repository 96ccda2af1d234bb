package dev.failover.agent.network;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests on a {@link Stage}, which each has for itself, as a parameter, while others run on others: they wait more than they
 * compute. Where there can be no stage, they say so and are skipped.
 */
@Tag("long")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnStage.Extension.class)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
@interface OnStage {
    /** Gives each test a stage in order, and looks at the end at what was served meanwhile. */
    final class Extension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
        private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Extension.class);

        @Override
        public void beforeEach(ExtensionContext context) {
            Optional<String> obstacle = Network.obstacle();
            if (obstacle.isPresent()) {
                Assumptions.abort("NOT TESTED: faults of a real network, as " + obstacle.get());
            }
        }

        @Override
        public void afterEach(ExtensionContext context) {
            Stage stage = context.getStore(HERE).remove(Stage.class, Stage.class);
            if (stage == null) {
                return;
            }
            try {
                if (context.getExecutionException().isEmpty()) {
                    stage.assertAlwaysServed();
                }
            } finally {
                stages(context).giveBack(stage);
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Stage.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Stage stage = stages(context).take();
            context.getStore(HERE).put(Stage.class, stage);
            stage.reset();
            return stage;
        }

        private static Stages stages(ExtensionContext context) {
            return context.getRoot()
                    .getStore(HERE)
                    .getOrComputeIfAbsent(Stages.class, key -> new Stages(), Stages.class);
        }
    }
}
