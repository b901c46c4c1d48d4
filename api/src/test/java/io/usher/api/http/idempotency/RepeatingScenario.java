package io.usher.api.http.idempotency;

import io.usher.api.RunningApi;
import io.usher.runtime.Columns;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A caller with a key under which nothing was asked yet. */
abstract class RepeatingScenario {

    static final String HEADER = "Idempotency-Key";

    /** The key of this test, whoever has used it. */
    static final String UNDER_KEY = " where key_hash = sha256(convert_to(:key, 'UTF8'))";

    final RunningApi api = RunningApi.shared();
    final String id =
            api.organization("Repeating " + System.nanoTime()).get("id").asString();
    final String path = "/api/v1/organizations/" + id;
    final WebTestClient caller = api.as(api.key(id, "invitations:write", "members:write", "teams:write"));
    final DatabaseClient database = api.context().getBean(DatabaseClient.class);
    final String key = UUID.randomUUID().toString();

    long keptAnswers() {
        return database.sql("select count(*) as number from directory.idempotent_answer" + UNDER_KEY)
                .bind("key", key)
                .map(row -> new Columns(row).bigint("number"))
                .one()
                .blockOptional()
                .orElseThrow();
    }
}
