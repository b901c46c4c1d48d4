package io.usher.notifier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.id.InvitationId;
import io.usher.embedded.Database;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import io.usher.runtime.polling.PollingLoop;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.r2dbc.core.DatabaseClient;

/** The running program, on the test servers and its own database. */
final class RunningNotifier implements AutoCloseable {

    static final String LINK_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private RunningNotifier(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningNotifier on(Database database, String... settings) {
        return run(NotifierApplication.application(), database, settings);
    }

    /**
     * One of several side by side in this JVM: with a consumer group of its own, network threads that do not end with those
     * of the next program, and nothing to read but what is about the invitation.
     */
    static RunningNotifier besideOthers(InvitationId invitation, Database database, String... settings) {
        String consumer = "--spring.kafka.consumer.properties.";
        return run(
                NotifierApplication.application().initializers((GenericApplicationContext context) -> {
                    context.registerBean(ReactorResourceFactory.class, RunningNotifier::ownNetworkThreads);
                    context.getBeanFactory().addBeanPostProcessor(new ConsumerGroup("beside-others-" + invitation));
                }),
                database,
                Stream.concat(
                                Stream.of(settings),
                                Stream.of(
                                        consumer + "interceptor.classes=" + OneInvitationInterceptor.class.getName(),
                                        consumer + OneInvitationInterceptor.INVITATION + "=" + invitation))
                        .toArray(String[]::new));
    }

    private static ReactorResourceFactory ownNetworkThreads() {
        ReactorResourceFactory threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setShutdownQuietPeriod(Duration.ZERO);
        return threads;
    }

    /** One at a time: what is set up with the first start of a JVM, such as logging, is not made for two at once. */
    private static synchronized RunningNotifier run(
            SpringApplicationBuilder program, Database database, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--usher.link-key=" + LINK_KEY);
        arguments.add("--spring.r2dbc.url=" + database.r2dbcUrl());
        arguments.add("--spring.r2dbc.password=" + database.letIn("usher_notifier_worker"));
        arguments.add("--spring.kafka.bootstrap-servers=" + TestServers.kafka().bootstrapServers());
        // A consumer that joins waits until the others hear of it by a heartbeat.
        arguments.add("--spring.kafka.consumer.properties.heartbeat.interval.ms=200");
        // To look up this machine's name may take seconds.
        arguments.add("--spring.mail.properties.mail.smtp.localhost=localhost");
        if (arguments.stream().noneMatch(setting -> setting.startsWith("--spring.mail.port="))) {
            arguments.add("--spring.mail.port=" + TestServers.mail().smtpPort());
        }
        return new RunningNotifier(program.run(arguments.toArray(String[]::new)));
    }

    private record ConsumerGroup(String group) implements BeanPostProcessor {

        @Override
        public Object postProcessBeforeInitialization(Object bean, String beanName) {
            if (bean instanceof AbstractMessageListenerContainer<?, ?> container) {
                container.getContainerProperties().setGroupId(group);
            }
            return bean;
        }
    }

    /** The token of the personal link in a mail of that invitee's first generation. */
    static String mailedToken(InviteeInvited invited) {
        return mailedToken(invited, invited.generation());
    }

    static String mailedToken(InviteeInvited invited, int generation) {
        return new PersonalLinks(LinkKeys.of(LINK_KEY, "")).token(LinkPurpose.MAILED, invited.invitee(), generation);
    }

    HttpStatus readiness() {
        return HttpStatus.valueOf(get("/actuator/health/readiness").statusCode());
    }

    HttpStatus liveness() {
        return HttpStatus.valueOf(get("/actuator/health/liveness").statusCode());
    }

    /** As after an error that does not concern a record. */
    void stopConsuming() {
        context.getBean(AbstractMessageListenerContainer.class).stopAbnormally(() -> {});
    }

    /** Has that repeated work run again at once. */
    void wake(String loop) {
        context.getBeansOfType(PollingLoop.class).values().stream()
                .filter(one -> one.name().equals(loop))
                .forEach(PollingLoop::wake);
    }

    String metrics() {
        return get("/actuator/prometheus").body();
    }

    /** The sum of a counter. */
    double meter(String name) {
        return context.getBean(MeterRegistry.class).find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** The setting as the program's connections see it. */
    String databaseSetting(String name) {
        String value = context.getBean(DatabaseClient.class)
                .sql("select current_setting($1) as value")
                .bind(0, name)
                .map(row -> Objects.requireNonNull(row.get("value", String.class)))
                .one()
                .block();
        return String.valueOf(value);
    }

    private HttpResponse<String> get(String path) {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .timeout(ANSWERS_WITHIN)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
