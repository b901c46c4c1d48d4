package io.usher.contract.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Tells whether the brokers answer. Keeps one connection; close it with the program. Safe for several threads. */
public final class BrokerProbe implements AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Admin admin;
    private final DescribeClusterOptions within;

    /**
     * @param clientSettings as for any Kafka client: bootstrap servers and security
     * @param timeout how long an answer may take
     */
    public BrokerProbe(Map<String, Object> clientSettings, Duration timeout) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        int millis = Math.toIntExact(timeout.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, millis);
        this.admin = Admin.create(settings);
        this.within = new DescribeClusterOptions().timeoutMs(millis);
    }

    /** The id of the cluster that answers; fails when none does in time. */
    public CompletionStage<String> clusterId() {
        return admin.describeCluster(within).clusterId().toCompletionStage();
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
