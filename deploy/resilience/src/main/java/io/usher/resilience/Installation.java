package io.usher.resilience;

import io.usher.embedded.Database;
import io.usher.embedded.EmbeddedPostgres;
import io.usher.testing.ApiClient;
import io.usher.testing.Checkout;
import io.usher.testing.FaultProxy;
import io.usher.testing.ProgramProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Usher as an operator runs it: PostgreSQL, Kafka and an SMTP server, and the programs as processes of their own, with
 * a proxy between each worker and PostgreSQL and between the APIs and Kafka.
 */
final class Installation implements AutoCloseable {

    /** The key of the platform. */
    static final String TOKEN = "usher_a-key-that-only-tests-know";

    private static final String LINK_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    /** The shortest that brokers allow. When it ends, the partitions of a dead worker are taken over. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Map<String, String> SHORT_SESSION = Map.of(
            "spring.kafka.consumer.properties.session.timeout.ms",
            "" + SESSION_TIMEOUT.toMillis(),
            "spring.kafka.consumer.properties.heartbeat.interval.ms",
            "1500");

    /** Mails that a killed notifier was about to send wait for the end of its lease. */
    private static final Map<String, String> SHORT_LEASE = Map.of(
            "usher.mail.attempt-within", "10s",
            "usher.mail.sending.lease", "20s",
            "usher.mail.sending.take-over-after", "5s",
            "usher.mail.pace-per-domain", "0");

    private final EmbeddedPostgres postgres;
    private final Brokers brokers;
    private final Database database;
    private final List<String> javaOptions;
    private final MailSink mail = MailSink.open();
    private final List<FaultProxy> workerProxies = new CopyOnWriteArrayList<>();
    private final List<ProgramProcess> apis = new CopyOnWriteArrayList<>();
    private final List<ProgramProcess> wrongClocks = new CopyOnWriteArrayList<>();
    private final List<ProgramProcess> workers = new CopyOnWriteArrayList<>();
    private final List<ProgramProcess> notifiers = new CopyOnWriteArrayList<>();

    private Installation(EmbeddedPostgres postgres, Brokers brokers, List<String> javaOptions) {
        this.postgres = postgres;
        this.brokers = brokers;
        this.javaOptions = javaOptions;
        this.database = postgres.createDatabase("usher");
        database.migrate();
    }

    /**
     * Returns when every program is ready.
     *
     * @param javaOptions of the programs
     */
    static Installation start(Path folder, Brokers brokers, int apis, int workers, List<String> javaOptions) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), Checkout.postgresBinaries(), 0);
        Installation installation = new Installation(postgres, brokers, javaOptions);
        try {
            // One after another: on two cores that takes less time than all at once.
            IntStream.range(0, apis).forEach(i -> installation.addApi().awaitReady());
            IntStream.range(0, workers).forEach(i -> installation.addWorker().awaitReady());
            installation.addNotifier().awaitReady();
            return installation;
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    private ProgramProcess addApi() {
        ProgramProcess api = ProgramProcess.launch("api", javaOptions, apiProperties());
        apis.add(api);
        return api;
    }

    /** Launches an API with a wrong clock, and returns at once. */
    ProgramProcess addApiWithClock(Duration shift) {
        List<String> options = new ArrayList<>(javaOptions);
        options.add("-Dusher.clock-shift=" + shift);
        ProgramProcess api = ProgramProcess.launch("api", ShiftedClockApi.class, options, apiProperties());
        apis.add(api);
        wrongClocks.add(api);
        return api;
    }

    /** Programs do not create tokens of this form, so that every instance needs it as a setting. */
    private Map<String, String> apiProperties() {
        return properties(
                "usher_api",
                database,
                brokers.bootstrapServersOfApis(),
                // Two cores run more than a dozen processes here: callers that wait shall be refused soon.
                Map.of(
                        "usher.admin-token",
                        TOKEN,
                        "usher.link-key",
                        LINK_KEY,
                        "usher.sealing-secrets",
                        "one-sealing-secret-for-all-of-the-apis",
                        "usher.limits.turn-within",
                        "3s"));
    }

    List<ProgramProcess> apisWithWrongClocks() {
        return wrongClocks;
    }

    void killApisWithWrongClocks() {
        wrongClocks.forEach(ProgramProcess::kill);
        apis.removeAll(wrongClocks);
        wrongClocks.clear();
    }

    /** Launches a worker, and returns at once. */
    ProgramProcess addWorker() {
        FaultProxy proxy = FaultProxy.to(postgres);
        workerProxies.add(proxy);
        ProgramProcess worker = ProgramProcess.launch(
                "acceptance-worker",
                javaOptions,
                properties(
                        "usher_acceptance_worker", proxy.through(database), brokers.bootstrapServers(), SHORT_SESSION));
        workers.add(worker);
        return worker;
    }

    private ProgramProcess addNotifier() {
        Map<String, String> properties =
                properties("usher_notifier_worker", database, brokers.bootstrapServers(), SHORT_SESSION);
        properties.putAll(SHORT_LEASE);
        properties.put("usher.link-key", LINK_KEY);
        properties.put("spring.mail.port", "" + mail.port());
        ProgramProcess notifier = ProgramProcess.launch("notifier-worker", javaOptions, properties);
        notifiers.add(notifier);
        return notifier;
    }

    private Map<String, String> properties(
            String role, Database address, String bootstrapServers, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "spring.r2dbc.url",
                address.r2dbcUrl(),
                "spring.r2dbc.username",
                role,
                "spring.r2dbc.password",
                database.letIn(role),
                "spring.kafka.bootstrap-servers",
                bootstrapServers));
        properties.putAll(more);
        return properties;
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    Brokers brokers() {
        return brokers;
    }

    /** The broker of an installation without a cluster. */
    ProxiedBroker broker() {
        return (ProxiedBroker) brokers;
    }

    KafkaCluster cluster() {
        return (KafkaCluster) brokers;
    }

    MailSink mail() {
        return mail;
    }

    Sql sql() {
        return new Sql(database);
    }

    List<ProgramProcess> apis() {
        return apis;
    }

    List<ProgramProcess> workers() {
        return workers;
    }

    ProgramProcess notifier() {
        return notifiers.getFirst();
    }

    /** The proxy between a worker and PostgreSQL. */
    FaultProxy proxyOf(ProgramProcess worker) {
        return workerProxies.get(workers.indexOf(worker));
    }

    ProgramProcess anyWorker(Random random) {
        return workers.get(random.nextInt(workers.size()));
    }

    List<String> urls() {
        return apis.stream().map(api -> "http://localhost:" + api.httpPort()).toList();
    }

    ApiClient client() {
        return new ApiClient(urls().getFirst(), TOKEN);
    }

    private Stream<ProgramProcess> programs() {
        return Stream.of(apis, workers, notifiers).flatMap(List::stream);
    }

    /** Ends all faults, and returns when all programs are ready. */
    void recover() {
        postgres.start();
        brokers.recover();
        workerProxies.forEach(FaultProxy::restore);
        List<ProgramProcess> programs = programs().toList();
        for (ProgramProcess program : programs) {
            program.resume();
            if (!program.isAlive()) {
                program.relaunch();
            }
        }
        programs.forEach(ProgramProcess::awaitReady);
    }

    @Override
    public void close() {
        programs().forEach(ProgramProcess::kill);
        workerProxies.forEach(FaultProxy::close);
        mail.close();
        brokers.close();
        postgres.close();
    }
}
