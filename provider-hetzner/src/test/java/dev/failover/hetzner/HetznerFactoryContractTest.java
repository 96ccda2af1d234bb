package dev.failover.hetzner;

import dev.failover.testkit.TokenFactoryContract;

class HetznerFactoryContractTest extends TokenFactoryContract {
    @Override
    protected String name() {
        return "hetzner";
    }
}
