package dev.failover.ovh.ip;

import dev.failover.testkit.DnsProviderContract;
import dev.failover.testkit.ImitatedApi;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Words;
import dev.failover.testkit.TrafficSwitchContract;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("An Additional IP, imitated")
class OvhIpSwitchContractTest extends TrafficSwitchContract {
    private static final Reply NOT_NOW = Reply.of(503, "");
    private static final Words NO_WORDS = new Words(NOT_NOW, NOT_NOW, NOT_NOW);

    @Override
    protected Line line() {
        ImitatedIp imitation = new ImitatedIp();
        return new Line() {
            @Override
            public TrafficSwitch open() {
                return imitation.builder().build();
            }

            @Override
            public boolean redirect(Traffic to) {
                imitation.at(to.site()
                        .map(site -> site.equals("prod") ? ImitatedIp.PROD : ImitatedIp.HOME)
                        .orElse("ns9.ip-192-0-2.eu"));
                return true;
            }

            @Override
            public Traffic where() {
                String at = String.valueOf(imitation.at());
                return at.equals(ImitatedIp.PROD)
                        ? Traffic.to("prod")
                        : at.equals(ImitatedIp.HOME) ? Traffic.to("home") : Traffic.elsewhere(at);
            }

            @Override
            public boolean inject(Fault fault) {
                switch (fault) {
                    case HANG -> imitation.api.inject(DnsProviderContract.Fault.HANG, NO_WORDS);
                    case UNTOLD -> imitation.untold(true);
                    case REFUSE -> imitation.forbidden(true);
                    case STUCK -> imitation.stuck(true);
                    case LOSE_ANSWER -> imitation.api.loseNextAnswer(ImitatedApi::isChange);
                }
                return true;
            }

            @Override
            public void heal() {
                imitation.untold(false);
                imitation.forbidden(false);
                imitation.stuck(false);
                imitation.api.heal();
            }

            @Override
            public void close() {
                imitation.close();
            }
        };
    }

    @Override
    protected Duration timeout() {
        return Duration.ofSeconds(4);
    }

    @Override
    protected List<String> secrets() {
        return List.of(ImitatedIp.SECRET, "app-key-of-it", "consumer-key-of-it");
    }
}
