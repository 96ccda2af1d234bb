package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the commit before this one delivers, built once from a checkout of its own. */
final class Parent {
    private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

    private Parent() {}

    static Path debianPackage() throws Exception {
        return Delivery.debianPackage(built());
    }

    /** The image made of it, by that commit's own program. */
    static Path image(Path file) throws Exception {
        Path built = built();
        Command.run(
                        built.resolve("../src/container/build").normalize().toString(),
                        Delivery.bundle(built).toString(),
                        file.toString())
                .expect(0);
        return file;
    }

    private static Path built() throws Exception {
        Command parent = Command.run("git", "-C", CHECKOUT.toString(), "rev-parse", "--verify", "--quiet", "HEAD^");
        assumeTrue(
                parent.code() == 0,
                "NOT TESTED: an upgrade from the commit before this one, which takes a checkout with its history");
        String commit = parent.output().strip();
        Path tree = Delivery.BUILT.resolve("parent").resolve(commit);
        Path built = tree.resolve("failover-dist/target");
        if (Files.notExists(tree)) {
            Files.createDirectories(tree);
            ProcessBuilder build = new ProcessBuilder(
                    "bash", "-eo", "pipefail", "-c", """
                    git -C "$0" archive "$1" | tar -x -C "$2"
                    cd "$2"
                    mvn -q -B -ntp -Pdist -DskipTests -Djacoco.skip -pl failover-bom,failover-dist -am package
                    """, CHECKOUT.toString(), commit, tree.toString());
            Command.run(build).expect(0);
        }
        assertThat(built).as("what an earlier attempt left: remove %s", tree).isDirectory();
        return built;
    }
}
