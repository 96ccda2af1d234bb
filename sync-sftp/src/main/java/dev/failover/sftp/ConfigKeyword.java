package dev.failover.sftp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keywords of an ssh_config that matter to a mirror over SFTP, and what becomes of the others (ssh_config(5), OpenSSH 9.9). */
enum ConfigKeyword {
    HOST("host"),
    MATCH("match"),
    INCLUDE("include"),
    IGNORE_UNKNOWN("ignoreunknown"),
    HOST_NAME("hostname"),
    PORT("port"),
    USER("user"),
    ADDRESS_FAMILY("addressfamily"),
    IDENTITY_FILE("identityfile"),
    IDENTITIES_ONLY("identitiesonly"),
    IDENTITY_AGENT("identityagent"),
    PROXY_JUMP("proxyjump"),
    PROXY_COMMAND("proxycommand"),
    USER_KNOWN_HOSTS_FILE("userknownhostsfile"),
    GLOBAL_KNOWN_HOSTS_FILE("globalknownhostsfile"),
    HOST_KEY_ALIAS("hostkeyalias"),
    HOST_KEY_ALGORITHMS("hostkeyalgorithms"),
    KEX_ALGORITHMS("kexalgorithms"),
    CIPHERS("ciphers"),
    MACS("macs"),
    CONNECT_TIMEOUT("connecttimeout"),
    SERVER_ALIVE_INTERVAL("serveraliveinterval"),
    SERVER_ALIVE_COUNT_MAX("serveralivecountmax"),

    /** What OpenSSH would do and this can't: to go on without it would be to connect otherwise than asked. */
    BIND_ADDRESS("bindaddress", "this connects from any address"),
    BIND_INTERFACE("bindinterface", "this connects from any interface"),
    CANONICALIZE_HOSTNAME("canonicalizehostname", "write the full name", "no", "none"),
    CERTIFICATE_FILE("certificatefile", "log in with a plain key", "none"),
    KNOWN_HOSTS_COMMAND("knownhostscommand", "write the host's key to a known_hosts file", "none"),
    PKCS11_PROVIDER("pkcs11provider", "use an SSH agent that holds the key", "none"),
    PUBKEY_AUTHENTICATION("pubkeyauthentication", "login is by key only", "yes", "true", "unbound", "host-bound"),
    REVOKED_HOST_KEYS("revokedhostkeys", "mark the keys as @revoked in a known_hosts file", "none");

    /** What has no bearing on a mirror, or is stricter here: passed over. */
    private static final Set<String> PASSED_OVER = Set.of(
            "addkeystoagent",
            "afstokenpassing",
            "batchmode",
            "canonicaldomains",
            "canonicalizefallbacklocal",
            "canonicalizemaxdots",
            "canonicalizepermittedcnames",
            "casignaturealgorithms",
            "challengeresponseauthentication",
            "channeltimeout",
            "checkhostip",
            "cipher",
            "clearallforwardings",
            "compression",
            "compressionlevel",
            "connectionattempts",
            "controlmaster",
            "controlpath",
            "controlpersist",
            "dynamicforward",
            "enableescapecommandline",
            "enablesshkeysign",
            "escapechar",
            "exitonforwardfailure",
            "fallbacktorsh",
            "fingerprinthash",
            "forkafterauthentication",
            "forwardagent",
            "forwardx11",
            "forwardx11timeout",
            "forwardx11trusted",
            "gatewayports",
            "globalknownhostsfile2",
            "gssapiauthentication",
            "gssapiclientidentity",
            "gssapidelegatecredentials",
            "gssapikexalgorithms",
            "gssapikeyexchange",
            "gssapirenewalforcesrekey",
            "gssapiserveridentity",
            "gssapitrustdns",
            "hashknownhosts",
            "hostbasedacceptedalgorithms",
            "hostbasedauthentication",
            "hostbasedkeytypes",
            "ipqos",
            "kbdinteractiveauthentication",
            "kbdinteractivedevices",
            "keepalive",
            "kerberosauthentication",
            "kerberostgtpassing",
            "localcommand",
            "localforward",
            "loglevel",
            "logverbose",
            "nohostauthenticationforlocalhost",
            "numberofpasswordprompts",
            "obscurekeystroketiming",
            "passwordauthentication",
            "permitlocalcommand",
            "permitremoteopen",
            "preferredauthentications",
            "protocol",
            "proxyusefdpass",
            "pubkeyacceptedalgorithms",
            "pubkeyacceptedkeytypes",
            "refuseconnection",
            "rekeylimit",
            "remotecommand",
            "remoteforward",
            "requesttty",
            "requiredrsasize",
            "rhostsauthentication",
            "rhostsrsaauthentication",
            "rsaauthentication",
            "securitykeyprovider",
            "sendenv",
            "sessiontype",
            "setenv",
            "skeyauthentication",
            "smartcarddevice",
            "stdinnull",
            "streamlocalbindmask",
            "streamlocalbindunlink",
            "stricthostkeychecking",
            "syslogfacility",
            "tag",
            "tcpkeepalive",
            "tisauthentication",
            "tunnel",
            "tunneldevice",
            "updatehostkeys",
            "useblacklistedkeys",
            "useprivilegedport",
            "userknownhostsfile2",
            "useroaming",
            "usersh",
            "verifyhostkeydns",
            "visualhostkey",
            "warnweakcrypto",
            "xauthlocation");

    /** What OpenSSH still takes for one of these. */
    private static final Map<String, ConfigKeyword> FORMER = Map.of(
            "dsaauthentication", PUBKEY_AUTHENTICATION,
            "identityfile2", IDENTITY_FILE,
            "protocolkeepalives", SERVER_ALIVE_INTERVAL,
            "setuptimeout", SERVER_ALIVE_INTERVAL);

    private static final Map<String, ConfigKeyword> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(keyword -> keyword.word, Function.identity()));

    private final String word;
    private final String advice;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> harmless;

    ConfigKeyword(String word) {
        this(word, "");
    }

    /** @param harmless values that ask for nothing that is missing here */
    ConfigKeyword(String word, String advice, String... harmless) {
        this.word = word;
        this.advice = advice;
        this.harmless = Set.of(harmless);
    }

    static Optional<ConfigKeyword> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(BY_WORD.get(lower)).or(() -> Optional.ofNullable(FORMER.get(lower)));
    }

    static boolean isPassedOver(String word) {
        return PASSED_OVER.contains(word.toLowerCase(Locale.ROOT));
    }

    /** What to do instead, where this value can't be heeded. */
    Optional<String> adviceAgainst(String value) {
        return advice.isEmpty() || harmless.contains(value.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(advice);
    }
}
