package dev.failover.spring;

import static dev.failover.spring.World.LIMIT;
import static dev.failover.spring.World.await;
import static dev.failover.spring.World.isAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.component.ConflictException;
import dev.failover.dns.AddressSource;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.ReplicaAge;
import dev.failover.testkit.LocalFileSync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

@DisplayName("An application with the starter")
@Timeout(60)
class FailoverAutoConfigurationTest {
    @TempDir
    Path directory;

    private final World world = new World();

    private ApplicationContextRunner application() {
        return world.application(directory.resolve("state"));
    }

    @Test
    @DisplayName(
            "watches once its context is ready, switches by the application's own beans, and stops with the context")
    void watchesAndSwitches() {
        List<Failover> kept = new ArrayList<>();
        application().run(context -> {
            kept.add(context.getBean(Failover.class));
            await(context, isAt("prod"));
            world.dead.add(World.PROD);
            await(context, isAt("home"));
            assertThat(world.zone.published(World.WWW).orElseThrow().values()).containsExactly(World.HOME);
            assertThat(world.told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        });
        assertThat(kept.get(0).responds()).isCompletedExceptionally();
    }

    @Test
    @DisplayName("does not watch before every bean is there")
    void startsAfterTheBeans() {
        application()
                .withBean("late", Late.class)
                .run(context -> assertThat(context.getBean(Late.class).seen).isEmpty());
    }

    /** Asks in its constructor, which comes after the failover's. */
    static class Late {
        final List<ServiceStatus> seen;

        Late(Failover failover) {
            failover.responds().join();
            seen = failover.status();
        }
    }

    @Test
    @DisplayName("is watching only while everything else runs: started last, stopped first")
    void startedLastAndStoppedFirst() {
        List<String> seen = new ArrayList<>();
        application().withBean("server", Server.class).run(context -> {
            await(context, isAt("prod"));
            context.getBean(Server.class).seen = seen;
        });
        assertThat(seen).containsExactly("stopped after the failover");
    }

    /** Starts and stops as a web server does. */
    static class Server implements SmartLifecycle {
        private final Failover failover;
        private boolean running;
        List<String> seen = new ArrayList<>();

        Server(Failover failover) {
            this.failover = failover;
        }

        @Override
        public void start() {
            running = true;
            failover.responds().join();
            if (!failover.status().isEmpty()) {
                throw new IllegalStateException("it watches already");
            }
        }

        @Override
        public void stop() {
            running = false;
            seen.add(failover.responds().isCompletedExceptionally() ? "stopped after the failover" : "stopped before");
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return SmartLifecycle.DEFAULT_PHASE - 2048;
        }
    }

    @Test
    @DisplayName("hears what happens by its event listeners")
    void events() {
        application().withUserConfiguration(Hearing.class).run(context -> {
            await(context, isAt("prod"));
            BlockingQueue<FailoverEvent.Decided> heard = context.getBean(Hearing.class).heard;
            FailoverEvent.Decided adopted = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(adopted).isNotNull();
            assertThat(adopted.site()).isEqualTo("prod");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Hearing {
        final BlockingQueue<FailoverEvent.Decided> heard = new LinkedBlockingQueue<>();

        @EventListener
        void decided(FailoverEvent.Decided event) {
            heard.add(event);
        }
    }

    @Test
    @DisplayName(
            "has a component of the class path by its name and settings, secrets from wherever Spring has them, and closes it")
    void componentsByName() {
        MemoryZoneFactory.MADE.clear();
        application()
                .withPropertyValues(
                        "vendor.key=not to be told",
                        "failover.providers.other.type=memory",
                        "failover.providers.other.zone=example.net",
                        "failover.providers.other.key=${vendor.key}",
                        "failover.providers.other.servers[0]=ns1",
                        "failover.providers.other.servers[1]=ns2")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(MemoryZoneFactory.MADE).singleElement().satisfies(zone -> {
                        assertThat(zone.zone()).isEqualTo("example.net");
                        assertThat(zone.key()).isEqualTo("not to be told");
                        assertThat(zone.servers()).containsExactly("ns1", "ns2");
                        assertThat(zone.closed()).isEmpty();
                    });
                });
        assertThat(MemoryZoneFactory.MADE.get(0).closed()).hasSize(1);
    }

    @Test
    @DisplayName("tells all that is wrong at once, by the names of its properties, and nothing secret")
    void everyFaultByItsProperty() {
        MemoryZoneFactory.MADE.clear();
        world.beans()
                .withPropertyValues(World.properties(
                        "failover.providers.fine.type=memory",
                        "failover.providers.other.type=memory",
                        "failover.providers.other.zon=example.net",
                        "failover.providers.other.key=not to be told",
                        "failover.providers.third.zone=example.net",
                        "failover.providers.zone.type=memory",
                        "failover.services.www.records[1].provider=zone",
                        "failover.services.www.sites[1].address=192.168.1.2",
                        "failover.services.www.sites[2].name=third",
                        "failover.services.www.sites[2].address=nobody",
                        "failover.services.www.sites[2].replicas=files",
                        "failover.services.www.check.rice=1",
                        "failover.services.www.check.fall=many",
                        "failover.services.www.cool-down=-1s",
                        "failover.notifiers.boss.type=memory",
                        "failover.notifiers.boss.escalate-after=soon",
                        "failover.notifiers.boss.escalade-after=15m",
                        "failover.services.www.ownership=true"))
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(context.getStartupFailure())
                            .rootCause()
                            .hasMessageContainingAll(
                                    "failover.providers.other.zon: unknown setting",
                                    "did you mean \"zone\"?",
                                    "failover.providers.third.type: is missing: which one? On the class path are",
                                    "failover.providers.zone: is the name of a bean as well",
                                    "failover.services.www.records[1].name: is missing",
                                    "failover.services.www.records[1].type: is missing",
                                    "failover.services.www.sites[1].allow-private: must be true",
                                    "failover.services.www.sites[2].address: ",
                                    "failover.services.www.sites[2].replicas[0]: there is no bean \"files\" of type DataSet or ReplicaAge",
                                    "failover.services.www.check.rice: unknown setting; known are",
                                    "did you mean \"rise\"?",
                                    "failover.services.www.check.fall: must be a whole number",
                                    "failover.services.www.cool-down: must be zero or more",
                                    "failover.services.www.ownership: needs failover.watcher",
                                    "failover.notifiers.boss.escalate-after: must be a duration",
                                    "failover.notifiers.boss.escalade-after: unknown setting",
                                    "did you mean \"escalate-after\"?")
                            .hasMessageNotContaining("not to be told");
                });
        assertThat(MemoryZoneFactory.MADE)
                .as("what was made is closed")
                .isNotEmpty()
                .allSatisfy(zone -> assertThat(zone.closed()).hasSize(1));
    }

    @Test
    @DisplayName("is told what is missing if it says nothing at all")
    void nothing() {
        new ApplicationContextRunner()
                .withConfiguration(
                        org.springframework.boot.autoconfigure.AutoConfigurations.of(FailoverAutoConfiguration.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("failover.state-directory: is missing"));
    }

    @Test
    @DisplayName("is told of references to what is not there, by the property")
    void whatDoesNotFitTogether() {
        application()
                .withPropertyValues(
                        "failover.services.www.records[0].provider=zoan",
                        "failover.services.www.notify=phone,pager",
                        "failover.group-wait=6m",
                        "failover.notifiers.boss.type=memory",
                        "failover.notifiers.boss.escalate-after=25h",
                        "failover.references=nowhere")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll(
                                "failover.services.www.records[0].provider: there is no provider named \"zoan\"",
                                "failover.services.www.notify[1]: there is no notifier named \"pager\"",
                                "failover.group-wait: must be from 0s",
                                "failover.notifiers.boss.escalate-after: must be from 1s to 24h",
                                "failover.references[0]: "));
    }

    @Test
    @DisplayName("is told of a property that nobody reads")
    void unknownProperty() {
        application()
                .withPropertyValues("failover.services.www.failbak=automatic")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("failover.services.www.failbak"));
    }

    @Test
    @DisplayName("has no failover if it says so")
    void disabled() {
        application()
                .withPropertyValues("failover.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Failover.class));
    }

    @Test
    @DisplayName("that has a failover of its own is given no other, nor is its own started")
    void ownFailover() {
        Path own = directory.resolve("own");
        application()
                .withBean(
                        Failover.class,
                        () -> Failover.builder().stateDirectory(own).build())
                .run(context -> {
                    assertThat(context).hasSingleBean(Failover.class).doesNotHaveBean(FailoverLifecycle.class);
                    context.getBean(Failover.class).start();
                });
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    @DisplayName("has one failover, however many contexts below it there are")
    void oneForAParentAndItsChildren() {
        application()
                .run(parent -> world.application(directory.resolve("child"))
                        .withParent(parent)
                        .run(child ->
                                assertThat(child.getBean(Failover.class)).isSameAs(parent.getBean(Failover.class))));
        assertThat(directory.resolve("child")).doesNotExist();
    }

    @Test
    @DisplayName(
            "may have a second context elsewhere, but not on the same state directory, which is free again afterwards")
    void oneStateDirectoryEach() {
        application().run(first -> {
            application()
                    .run(second -> assertThat(second).getFailure().rootCause().isInstanceOf(ConflictException.class));
            world.application(directory.resolve("second"))
                    .run(second -> assertThat(second).hasNotFailed());
        });
        application().run(again -> assertThat(again).hasNotFailed());
    }

    @Test
    @DisplayName("that does not come up leaves the state directory free")
    void failedContext() {
        application()
                .withBean("broken", Broken.class)
                .run(context -> assertThat(context).hasFailed());
        application().run(context -> assertThat(context).hasNotFailed());
    }

    static class Broken {
        Broken(Failover failover) {
            throw new IllegalStateException("broken, with " + failover.status());
        }
    }

    @Test
    @DisplayName("says by a bean what properties cannot")
    void customizer() {
        BlockingQueue<FailoverEvent> heard = new LinkedBlockingQueue<>();
        application()
                .withBean(FailoverCustomizer.class, () -> builder -> builder.listener(heard::add))
                .run(context -> assertThat(heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isNotNull());
    }

    @Test
    @DisplayName("adds services that are beans to those of its properties")
    void serviceBean() {
        Service blog = Service.builder("blog")
                .record("zone", "blog", RecordType.A, Duration.ofSeconds(60))
                .site(Site.of("prod", World.PROD))
                .site(Site.of("home", World.HOME))
                .check((address, timeout) -> Health.up("answered 200"))
                .build();
        application().withBean(Service.class, () -> blog).run(context -> {
            Failover failover = context.getBean(Failover.class);
            assertThat(failover.status("www", status -> true)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join())
                    .isNotNull();
            assertThat(failover.status("blog", status -> true)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join())
                    .isNotNull();
        });
    }

    @Test
    @DisplayName("gives a site beans for its address, its replicas and its mirrors")
    void siteBeans() throws Exception {
        Path files = Files.createDirectory(directory.resolve("files"));
        Path target = Files.createDirectory(directory.resolve("target"));
        DataSet set = DataSet.of("files", files);
        application()
                .withBean("files", DataSet.class, () -> set)
                .withBean("database", ReplicaAge.class, () -> timeout -> ReplicaAge.Reading.of(Instant.EPOCH))
                .withBean(
                        "back",
                        DataMirror.class,
                        () -> DataMirror.builder()
                                .dataSet(set)
                                .target(LocalFileSync.into(target))
                                .build())
                .withBean("homeAddress", AddressSource.class, () -> AddressSource.of(World.HOME))
                .withPropertyValues(
                        "failover.services.www.sites[1].address=homeAddress",
                        "failover.services.www.sites[1].replicas=files,database",
                        "failover.services.www.sites[1].mirrors=back")
                .run(context -> {
                    ServiceStatus status = await(context, isAt("prod"));
                    assertThat(status.sites().get(1).address().sentence()).contains(World.HOME);
                });
    }

    @Test
    @DisplayName("has its listeners told, in their order, beside the context's own")
    void listeners() {
        BlockingQueue<FailoverEvent> heard = new LinkedBlockingQueue<>();
        application()
                .withBean("mine", FailoverListener.class, () -> heard::add)
                .run(context -> assertThat(heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isNotNull());
    }

    @Test
    @DisplayName("can't start again what it stopped, and says so")
    void noSecondStart() {
        application().run(context -> {
            ConfigurableApplicationContext running = context.getSourceApplicationContext();
            running.stop();
            assertThatThrownBy(running::start).rootCause().hasMessage("this failover is closed");
        });
    }
}
