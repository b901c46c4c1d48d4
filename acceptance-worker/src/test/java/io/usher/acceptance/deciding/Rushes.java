package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.Standings.FINALISTS;
import static io.usher.acceptance.deciding.Standings.LEARNER;
import static io.usher.acceptance.deciding.Standings.NOON;
import static io.usher.acceptance.deciding.Standings.ORGANIZATION;
import static io.usher.acceptance.deciding.Standings.before;
import static io.usher.acceptance.deciding.Standings.request;

import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.NullUnmarked;

/** Challenges of every kind, for properties. */
@NullUnmarked // a test that meets null fails by itself
final class Rushes {

    private static final int INVITATIONS = 3;

    private Rushes() {}

    static Arbitrary<Rush> all() {
        Arbitrary<List<InvitationTerms>> offers =
                terms().list().ofSize(INVITATIONS).map(Rushes::numbered);
        Arbitrary<Integer> plans = Arbitraries.integers().between(0, 12).injectNull(0.3);
        return Combinators.combine(offers, plans)
                .flatAs((terms, plan) -> requests(terms)
                        .list()
                        .ofMaxSize(60)
                        .map(requests -> new Rush(before(plan, terms.toArray(InvitationTerms[]::new)), requests)));
    }

    private static List<InvitationTerms> numbered(List<InvitationTerms> terms) {
        return IntStream.range(0, terms.size())
                .mapToObj(number -> new InvitationTerms(
                        new InvitationId(new UUID(4, number)),
                        ORGANIZATION,
                        terms.get(number).admission(),
                        terms.get(number).quota(),
                        List.of(LEARNER),
                        number == 0 ? List.of() : List.of(FINALISTS),
                        List.of()))
                .toList();
    }

    private static Arbitrary<InvitationTerms> terms() {
        return Combinators.combine(
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.of(InvitationStatus.ENABLED, InvitationStatus.ENABLED, InvitationStatus.DISABLED),
                        Arbitraries.of(NOON.minusSeconds(5), NOON).injectNull(0.6),
                        Arbitraries.of(NOON.plusSeconds(5), NOON).injectNull(0.6),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("p1@x.org", "p2@x.org")),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("y.org")),
                        Arbitraries.integers().between(1, 9).injectNull(0.3))
                .as((deleted, status, opensAt, expiresAt, addresses, domains, quota) -> new InvitationTerms(
                        new InvitationId(new UUID(4, 0)),
                        new OrganizationId(new UUID(1, 1)),
                        new Admission(deleted, status, opensAt, expiresAt, new Audience(addresses, domains)),
                        quota,
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static Arbitrary<Request> requests(List<InvitationTerms> terms) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 80),
                        Arbitraries.of(terms),
                        Arbitraries.integers().between(1, 14),
                        Arbitraries.of("x.org", "y.org", "X.ORG"),
                        Arbitraries.integers().between(-8, 8))
                .as((id, offer, person, domain, second) ->
                        request(id, offer, "p" + person + "@" + domain, NOON.plusSeconds(second)));
    }
}
