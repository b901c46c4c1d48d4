package io.usher.standalone;

import io.usher.embedded.EmbeddedKafka;
import io.usher.embedded.EmbeddedPostgres;
import io.usher.embedded.MailCatcher;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The servers and the programs. Any thread may close it at any time: it awaits what is starting, then stops everything,
 * the programs first.
 */
final class Usher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Usher.class);
    private static final int READY_WITHIN_SECONDS = 60;
    private static final Executor NEXT_LOOK = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final DataFolder folder;
    private final Settings settings;
    private final FirstSecret firstKey;
    private final FirstSecret firstPassword;
    private final Runnable withoutDatabase;
    private final Parts servers = new Parts();
    private final Parts programs = new Parts();
    private volatile boolean closing;

    /** @param withoutDatabase runs if the database ends before this is closed */
    Usher(DataFolder folder, Settings settings, Runnable withoutDatabase) {
        this.folder = folder;
        this.settings = settings;
        this.firstKey = FirstSecret.key(folder, settings);
        this.firstPassword = FirstSecret.password(folder, settings);
        this.withoutDatabase = withoutDatabase;
    }

    /**
     * Returns when all parts are ready.
     *
     * @throws RefusedStartException if one does not start; the others run until this is closed
     */
    synchronized Announcement start() {
        CompletableFuture<StoredDatabase> database =
                servers.begin("PostgreSQL", () -> StoredDatabase.start(folder, settings.port(ListeningPort.POSTGRES)));
        CompletableFuture<EmbeddedKafka> kafka = servers.begin(
                "Kafka", () -> EmbeddedKafka.start(folder.resolve("kafka"), settings.port(ListeningPort.KAFKA)));
        CompletableFuture<MailCatcher> mail = servers.begin(
                "Mail catcher",
                () -> MailCatcher.start(
                        folder.resolve("mail"), settings.port(ListeningPort.SMTP), settings.port(ListeningPort.MAIL)));
        servers.await();
        watch(database.join().server());
        refuseWhenClosing();
        ProgramProperties properties = new ProgramProperties(
                settings, firstKey, firstPassword, LinkKey.in(folder), database.join(), kafka.join(), mail.join());
        Map<Program, Integer> httpPorts = startPrograms(properties);
        SigningIn signingIn =
                new SigningIn(settings, firstKey, firstPassword, database.join().firstKeyIsValid());
        return new Announcement(settings, folder, signingIn, database.join(), httpPorts);
    }

    /** Polls: the end of a process that is not a child is not reported, and in a container not even visible. */
    private void watch(EmbeddedPostgres server) {
        var unused = CompletableFuture.supplyAsync(server::isAlive, NEXT_LOOK).whenComplete((alive, failure) -> {
            if (closing) {
                return;
            }
            if (failure != null) {
                LOG.warn("PostgreSQL: state unknown; checked again in a second", failure);
            }
            if (failure != null || alive) {
                watch(server);
            } else {
                withoutDatabase.run();
            }
        });
    }

    private void refuseWhenClosing() {
        if (closing) {
            throw new RefusedStartException("stopped during the start");
        }
    }

    private Map<Program, Integer> startPrograms(ProgramProperties properties) {
        Map<Program, CompletableFuture<ConfigurableApplicationContext>> starting = new EnumMap<>(Program.class);
        for (Program program : Program.values()) {
            starting.put(program, programs.begin(program.title(), () -> program.run(properties.of(program))));
        }
        programs.await();
        Map<Program, Integer> httpPorts = new EnumMap<>(Program.class);
        starting.forEach((program, context) -> httpPorts.put(program, httpPort(context.join())));
        httpPorts.forEach(this::awaitReady);
        return httpPorts;
    }

    private void awaitReady(Program program, int httpPort) {
        try {
            Readiness.await(httpPort, () -> closing)
                    .orTimeout(READY_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new RefusedStartException(
                    "%s: not ready within %d s".formatted(program.title(), READY_WITHIN_SECONDS), e);
        }
    }

    private static int httpPort(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        closing = true;
        stop();
    }

    private synchronized void stop() {
        programs.close();
        servers.close();
    }
}
