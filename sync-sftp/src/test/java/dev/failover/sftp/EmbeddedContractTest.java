package dev.failover.sftp;

import dev.failover.sync.FileSync;
import dev.failover.testkit.FileSyncContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@DisplayName("SFTP to a server within this JVM, which runs no commands")
class EmbeddedContractTest extends FileSyncContract {
    private static EmbeddedServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new EmbeddedServer(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected Remote open(Path temporary) {
        Path target = temporary.resolve("target");
        return new Remote() {
            @Override
            public FileSync sync() {
                return server.to(target).build();
            }

            @Override
            public Path directory() {
                return target;
            }

            @Override
            public boolean inject(Fault fault) throws Exception {
                switch (fault) {
                    case HANG -> {
                        return false;
                    }
                    case VANISH -> server.stop();
                    case REFUSE_CREDENTIALS -> server.refuse(true);
                }
                return true;
            }

            @Override
            public void heal() throws Exception {
                server.refuse(false);
                server.start();
            }

            @Override
            public void close() throws IOException {
                server.refuse(false);
                server.start();
            }
        };
    }
}
