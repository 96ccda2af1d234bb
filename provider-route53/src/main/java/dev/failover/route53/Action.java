package dev.failover.route53;

/** What is asked of Route 53; the names are the IAM actions that allow it. */
enum Action {
    FIND_ZONE("ListHostedZonesByName"),
    GET_ZONE("GetHostedZone"),
    LIST_RECORD_SETS("ListResourceRecordSets"),
    CHANGE_RECORD_SETS("ChangeResourceRecordSets"),
    GET_CHANGE("GetChange");

    private final String operation;

    Action(String operation) {
        this.operation = operation;
    }

    /** As a policy has it: {@code route53:GetChange}. */
    String permission() {
        return "route53:" + operation;
    }

    @Override
    public String toString() {
        return operation;
    }
}
