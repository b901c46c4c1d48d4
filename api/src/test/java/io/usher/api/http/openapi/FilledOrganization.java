package io.usher.api.http.openapi;

import static io.usher.api.Answers.get;
import static io.usher.api.RunningApi.created;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.http.security.Permission;
import io.usher.api.mails.SuppressedRows;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/**
 * An organization that has one of everything.
 *
 * @param ids by the name that the document's paths give to them
 * @param admin with a key that has every scope that a key of the organization can have
 */
public record FilledOrganization(RunningApi api, Map<String, String> ids, WebTestClient admin) {

    private static final String MEMBER = "grace@example.com";
    private static final String MEDIA_TYPE = "Content-Type";

    public static FilledOrganization on(RunningApi api) {
        Map<String, String> ids = new HashMap<>();
        JsonNode organization = api.organization("Filled " + System.nanoTime());
        String id = organization.path("id").asString();
        String key = api.key(
                id,
                Permission.scopesOfOrganizations().stream()
                        .map(Permission::wireName)
                        .toArray(String[]::new));
        FilledOrganization filled = new FilledOrganization(api, ids, api.as(key));
        ids.put("org", id);
        filled.grantables();
        filled.people();
        String unsubscribed = "unsubscribed-" + id + "@example.com";
        SuppressedRows.add(api.database(), UUID.fromString(id), unsubscribed, "unsubscribed");
        ids.put("address", unsubscribed);
        ids.put("id", deadLetter(api, UUID.randomUUID().toString()));
        return filled;
    }

    private void grantables() {
        make("team", "teams", Map.of("name", "Platform"));
        make("unit", "units", Map.of("name", "Berlin"));
        make("group", "groups", Map.of("name", "Alumni"));
        make("course", "courses", Map.of("name", "Kubernetes", "kind", "course"));
        make("role", "roles", Map.of("name", "mentor", "permissions", List.of()));
        make("key", "api-keys", Map.of("name", "old", "scopes", List.of("statistics:read")));
        make("invitation", "invitations", Map.of("name", "Open to all", "sendEmails", false));
    }

    private void make(String name, String where, Map<String, Object> body) {
        ids.put(name, created(admin, path() + "/" + where, body).path("id").asString());
    }

    String path() {
        return "/api/v1/organizations/" + ids.get("org");
    }

    private void people() {
        String invitation = "/api/v1/invitations/" + ids.get("invitation");
        Answers invited = Answers.post(admin, invitation + "/invitees", List.of(Map.of("email", "ada@example.com")));
        ids.put("invitee", invited.json().at("/results/0/invitee").asString());
        Answers asked = Answers.post(admin, invitation + "/acceptances", Map.of("email", "alan@example.com"));
        ids.put("acceptance", asked.at("id"));
        Answers imported = new Calls(api)
                .call(
                        admin,
                        HttpMethod.POST,
                        invitation + "/imports?dryRun=true",
                        Map.of(MEDIA_TYPE, "text/csv"),
                        "edsger@example.com\n".getBytes(UTF_8));
        ids.put("import", imported.at("id"));
        await().until(() ->
                get(admin, "/api/v1/imports/" + imported.at("id")).at("state").equals("done"));
        OrganizationId organization = new OrganizationId(UUID.fromString(requireNonNull(ids.get("org"))));
        new MemberRows(api.database()).add(organization, MEMBER);
        ids.put("member", MemberId.of(organization, MEMBER).value().toString());
        assertThat(ids.values()).as("ids of " + ids).allMatch(one -> one.length() == 36);
    }

    /** Sets a record with this key aside as the programs do, and returns the id under which it is listed. */
    public static String deadLetter(RunningApi api, String key) {
        return deadLetter(api, key, "{}".getBytes(UTF_8));
    }

    /** Likewise with this payload. */
    public static String deadLetter(RunningApi api, String key, byte[] payload) {
        ConsumerRecord<byte[], byte[]> unreadable = new ConsumerRecord<>(
                Topic.INVITEES.topicName(),
                3,
                Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 1_000_000_000),
                key.getBytes(UTF_8),
                payload);
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers());
        try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(
                            DeadLetter.of(unreadable, "unknown event type", Source.NOTIFIER_WORKER, Instant.now())
                                    .getFirst())
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a dead letter of a test was not published", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return await().until(
                        () -> get(api.platform(), "/api/v1/ops/dead-letters?q=" + key)
                                .json()
                                .at("/items/0/id")
                                .asString(""),
                        found -> !found.isEmpty());
    }
}
