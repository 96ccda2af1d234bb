package dev.failover.gandi;

import dev.failover.testkit.TokenFactoryContract;

class GandiFactoryContractTest extends TokenFactoryContract {
    @Override
    protected String name() {
        return "gandi";
    }
}
