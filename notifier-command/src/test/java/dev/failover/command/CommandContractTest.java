package dev.failover.command;

import dev.failover.testkit.NotifierContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class CommandContractTest {
    @Nested
    class Json extends Contract {
        Json() {
            super(CommandInput.JSON);
        }
    }

    @Nested
    class Text extends Contract {
        Text() {
            super(CommandInput.TEXT);
        }
    }

    abstract static class Contract extends NotifierContract {
        private final CommandInput input;

        @TempDir
        Path directory;

        Contract(CommandInput input) {
            this.input = input;
        }

        @Override
        protected Channel open() throws IOException {
            return new Pager(Files.createTempDirectory(directory, "pager"), input);
        }

        @Override
        protected List<String> secrets() {
            return List.of("s3cret");
        }
    }
}
