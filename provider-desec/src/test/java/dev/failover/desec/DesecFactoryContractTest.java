package dev.failover.desec;

import dev.failover.testkit.TokenFactoryContract;

class DesecFactoryContractTest extends TokenFactoryContract {
    @Override
    protected String name() {
        return "desec";
    }
}
