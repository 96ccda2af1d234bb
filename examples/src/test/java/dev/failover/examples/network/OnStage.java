package dev.failover.examples.network;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Tests on the {@link Stage}, which is there as a parameter; where there can be none, they say so and are skipped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnStage.Extension.class)
@Timeout(180)
@interface OnStage {
    /** Builds the stage at the first test of the run, and takes it down after the last. */
    final class Extension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
        private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Extension.class);

        @Override
        public void beforeEach(ExtensionContext context) throws IOException {
            Optional<String> obstacle = Network.obstacle();
            if (obstacle.isPresent()) {
                Assumptions.abort("NOT TESTED: faults of a real network, as " + obstacle.get());
            }
            built(context).stage().reset();
        }

        @Override
        public void afterEach(ExtensionContext context) {
            if (context.getExecutionException().isEmpty()) {
                built(context).stage().assertAlwaysServed();
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Stage.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return built(context).stage();
        }

        private static Built built(ExtensionContext context) {
            return context.getRoot().getStore(HERE).getOrComputeIfAbsent(Built.class, key -> Built.make(), Built.class);
        }
    }

    /** The stage and the directory it works in. */
    record Built(Stage stage, Path directory) implements AutoCloseable {
        static Built make() {
            try {
                Path directory = Files.createTempDirectory("failover-stage");
                return new Built(new Stage(directory), directory);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            stage.close();
            try (Stream<Path> found = Files.walk(directory)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
