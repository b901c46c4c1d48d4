package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.http.paging.Search;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.json.JsonMapper;

class InvitationListIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Listing " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id + "/invitations";
    private final WebTestClient caller = api.as(api.key(id, "invitations:write"));

    @Test
    void theListIsFiltered() {
        String later = Instant.now().plusSeconds(3600).toString();
        assertThat(post(caller, path, Map.of("name", "Off", "status", "disabled", "emails", List.of("@corp.com")))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "Later", "opensAt", later, "emails", List.of("Ada@x.io")))
                        .status())
                .isEqualTo(201);
        expired(post(caller, path, Map.of("name", "Over", "expiresAt", later)).at("id"));
        assertThat(post(caller, path, Map.of("name", "100%_open", "description", "For Ada"))
                        .status())
                .isEqualTo(201);

        assertThat(names("?state=disabled")).containsExactly("Off");
        assertThat(names("?state=scheduled")).containsExactly("Later");
        assertThat(names("?state=expired")).containsExactly("Over");
        assertThat(names("?state=enabled")).containsExactly("100%_open");
        assertThat(names("?state=full")).isEmpty();
        assertThat(names("?mode=targeted")).containsExactly("Later");
        assertThat(names("?q=ada")).containsExactly("Later", "100%_open");
        assertThat(names("?q=%20ADA@x.io")).containsExactly("Later");
        assertThat(names("?q=*@Corp")).containsExactly("Off");
        assertThat(names("?q=%25_")).containsExactly("100%_open");
        assertThat(names("?q=ada&mode=public&limit=1")).containsExactly("100%_open");
        assertThat(get(caller, path + "?state=on&mode=x").fields()).containsExactly("state", "mode");
    }

    @Test
    void aSearchFindsDomainsInTheLettersThatTheyAreShownIn() {
        many(1_700);
        assertThat(post(caller, path, Map.of("name", "Corp", "emails", List.of("@München.example")))
                        .status())
                .isEqualTo(201);

        for (String q : List.of("*@m%C3%BCnchen.example", "%C3%BCnch", "M%C3%9CN", "@xn--mnchen")) {
            assertThat(names("?q=" + q)).as(q).containsExactly("Corp");
            assertThat(names("?q=" + q + "&mode=domain")).as(q).containsExactly("Corp");
        }
    }

    /** They are more than are looked at one by one before the index is asked. */
    @Test
    void aSearchFindsTheFewAmongMany() {
        assertThat(post(caller, path, Map.of("name", "First regatta")).status()).isEqualTo(201);
        many(1_700);
        assertThat(post(caller, path, Map.of("name", "Last", "description", "A REGATTA"))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "Corp", "emails", List.of("@regatta.example")))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "Ann's", "emails", List.of("Ann@few.example")))
                        .status())
                .isEqualTo(201);

        assertThat(names("?q=Regatta")).containsExactly("First regatta", "Last", "Corp");
        assertThat(names("?q=Regatta&limit=2")).containsExactly("First regatta", "Last");
        assertThat(names("?q=*@regatta")).containsExactly("Corp");
        assertThat(names("?q=ann@few.example")).containsExactly("Ann's");
        assertThat(names("?q=Last%0AA%20reg")).isEmpty();
        assertThat(names("?q=many%201700")).containsExactly("Many 1700");
        assertThat(names("?q=many&limit=200")).hasSize(200);
        assertThat(names("?q=regatta&mode=domain")).containsExactly("Corp");
    }

    @Test
    void aSearchFindsWhomAnInvitationNamesByPartOfTheirAddressOrName() {
        String team = post(caller, path, Map.of("name", "One", "emails", List.of("Grace.Hopper@navy.example")))
                .at("id");
        assertThat(post(
                                caller,
                                "/api/v1/invitations/" + team + "/invitees",
                                List.of(Map.of("email", "kim@x.io", "lastName", "Ångström")))
                        .status())
                .isEqualTo(200);
        String open = post(caller, path, Map.of("name", "Two")).at("id");
        assertThat(post(
                                caller,
                                "/api/v1/invitations/" + open + "/invitees",
                                List.of(Map.of("email", "grace@navy.example")))
                        .status())
                .isEqualTo(200);
        String other = api.organization("Other " + System.nanoTime()).get("id").asString();
        assertThat(post(
                                api.platform(),
                                "/api/v1/organizations/" + other + "/invitations",
                                Map.of("name", "Three", "emails", List.of("grace@navy.example")))
                        .status())
                .isEqualTo(201);

        assertThat(names("?q=HOPPER@navy")).containsExactly("One");
        assertThat(names("?q=navy&mode=targeted")).containsExactly("One");
        assertThat(names("?q=%C3%A5ngstr")).containsExactly("One");
        assertThat(names("?q=navy&state=disabled")).isEmpty();
        assertThat(names("?q=race@navy")).isEmpty();
    }

    /** No index knows text without three letters or digits in a row. */
    @Test
    void aSearchFindsWhomAnInvitationNamesByAnyPartOfTheirAddressOrName() {
        String one = post(caller, path, Map.of("name", "One", "emails", List.of("J_D@x.io", "q@q.qq")))
                .at("id");
        assertThat(post(
                                caller,
                                "/api/v1/invitations/" + one + "/invitees",
                                List.of(Map.of("email", "kim@x.io", "lastName", "李")))
                        .status())
                .isEqualTo(200);
        assertThat(post(caller, path, Map.of("name", "Two", "emails", List.of("jad@x.io")))
                        .status())
                .isEqualTo(201);

        assertThat(names("?q=%E6%9D%8E")).containsExactly("One");
        assertThat(names("?q=j_d")).containsExactly("One");
        assertThat(names("?q=Q@Q.")).containsExactly("One");
        assertThat(names("?q=d@&mode=targeted")).containsExactly("One", "Two");
        assertThat(names("?q=%25d")).isEmpty();
    }

    /** People whom the index finds are more than are looked up. */
    @Test
    void aSearchForWhatManyPeopleHaveInCommonIsAnsweredForEachInvitation() {
        String crowd =
                post(caller, path, Map.of("name", "Crowd", "mode", "targeted")).at("id");
        api.context()
                .getBean(DatabaseClient.class)
                .sql("""
                        insert into directory.invitee (id, invitation_id, organization_id, address, email, invited_by, invited_at)
                        select gen_random_uuid(), i.id, i.organization_id, address, address, 'test', now()
                        from directory.invitation i, generate_series(1, 5001) n, concat('many', n, '@crowd.example') as address
                        where i.id = :id""")
                .bind("id", UUID.fromString(crowd))
                .then()
                .block();
        assertThat(post(caller, path, Map.of("name", "Few", "emails", List.of("a@crowd.example")))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "None", "emails", List.of("a@x.example")))
                        .status())
                .isEqualTo(201);

        assertThat(names("?q=@crowd.example")).containsExactly("Crowd", "Few");
    }

    /** Too many people match to be looked up, and too many come before them to be read for one page. */
    @Test
    void aSearchAmongManyPeopleGoesOnWithTheNextPage() {
        String first = post(caller, path, Map.of("name", "First")).at("id");
        naming(12, 900, "someone.example", first);
        naming(12, 900, "someone.example", first);
        naming(6, 900, "crowd.example", first);

        assertThat(foundOnLaterPages("@crowd.example"))
                .containsOnly("crowd.example")
                .hasSize(6);
    }

    /** Without an index all people of an invitation are read. */
    @Test
    void aSearchThatNoIndexKnowsGoesOnWithTheNextPage() {
        String first = post(caller, path, Map.of("name", "First")).at("id");
        naming(2, 12_000, "someone.example", first);
        naming(2, 10, "li.example", first);

        assertThat(foundOnLaterPages("0@li")).containsOnly("li.example").hasSize(2);
    }

    /** The first page has none. */
    private List<String> foundOnLaterPages(String q) {
        Answers page = get(caller, path + "?q=" + q);
        assertThat(page.json().path("items")).isEmpty();
        List<String> found = new ArrayList<>();
        while (!page.json().path("next").isNull()) {
            page = get(caller, path + "?q=" + q + "&cursor=" + page.at("next"));
            page.json()
                    .path("items")
                    .valueStream()
                    .forEach(item -> found.add(item.path("name").asString()));
        }
        return found;
    }

    /** What the index finds is more than a connection reads at once. */
    @Test
    void whatAnIndexFindsIsReadThoughItIsLong() {
        String first = post(caller, path, Map.of("name", "First")).at("id");
        naming(Search.SEARCHED, 0, "before.example", first);
        naming(Search.SORTED - 1, 0, "found.example", first);

        Answers page = get(caller, path + "?q=found.ex&limit=2");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.json().path("items")).hasSize(2);
        assertThat(page.json().path("next").isNull()).isFalse();
    }

    /** Adds invitations that have the name of the domain and name so many people there. */
    private void naming(int invitations, int people, String domain, String like) {
        api.context()
                .getBean(DatabaseClient.class)
                .sql("""
                        with made as (
                            insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode,
                                grant_ids, status, send_emails, created_by, created_at, updated_at, version)
                            select uuidv7(), gen_random_uuid()::text, organization_id, :domain, '{}', true, 'targeted', '{}',
                                'enabled', false, 'test', now(), now(), 1
                            from directory.invitation, generate_series(1, :invitations) where id = :like
                            returning id, organization_id)
                        insert into directory.invitee (id, invitation_id, organization_id, address, email, invited_by, invited_at)
                        select gen_random_uuid(), id, organization_id, address, address, 'test', now()
                        from made, generate_series(1, :people) n, concat('p', n, '@', :domain) as address""")
                .bind("domain", domain)
                .bind("invitations", invitations)
                .bind("like", UUID.fromString(like))
                .bind("people", people)
                .then()
                .block();
    }

    private void many(int invitations) {
        api.context()
                .getBean(DatabaseClient.class)
                .sql("""
                        insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode, grant_ids,
                            status, send_emails, created_by, created_at, updated_at, version)
                        select cast(left(max(i.id::text), 24) || lpad(to_hex(n), 12, '0') as uuid), 'many-' || o.id || n, o.id,
                            'Many ' || n, '{}', false, 'public', '{}', 'enabled', false, 'test', now(), now(), 1
                        from directory.organization o join directory.invitation i on i.organization_id = o.id,
                            generate_series(1, :many) n
                        where :path like '%' || o.id || '%' or :path like '%/' || o.slug || '/%'
                        group by o.id, n""")
                .bind("many", invitations)
                .bind("path", path)
                .then()
                .block();
    }

    private void expired(String invitation) {
        api.context()
                .getBean(DatabaseClient.class)
                .sql("update directory.invitation set expires_at = now() where id = :id")
                .bind("id", UUID.fromString(invitation))
                .then()
                .block();
    }

    private List<String> names(String query) {
        // The query is encoded already.
        byte[] body = caller.get()
                .uri(URI.create(api.url() + path + query))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return JsonMapper.shared()
                .readTree(body == null ? new byte[0] : body)
                .path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }
}
