package dev.failover.digitalocean;

import dev.failover.testkit.TokenFactoryContract;

class DigitalOceanFactoryContractTest extends TokenFactoryContract {
    @Override
    protected String name() {
        return "digitalocean";
    }
}
