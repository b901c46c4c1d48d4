package io.usher.api.granting;

import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.organizations.Organization;
import io.usher.contract.event.GrantKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What somebody who gives things to others may choose from. */
public final class ChoosingGrantables {

    private final Grantables grantables;

    ChoosingGrantables(Grantables grantables) {
        this.grantables = grantables;
    }

    /**
     * One thing.
     *
     * @param barrier why it cannot be given; empty if it can
     */
    public record Choice(String name, String barrier) {

        public boolean open() {
            return barrier.isEmpty();
        }
    }

    /** The first ones of each kind, by the name of its property. Other ones are named. */
    public Mono<Map<String, List<Choice>>> of(Caller caller, Organization organization) {
        Rights rights = caller.in(organization.id());
        return Flux.fromIterable(Arrays.asList(GrantKind.values()))
                .concatMap(kind -> grantables
                        .list(
                                organization.id(),
                                kind,
                                null,
                                KeepingGrantables.seen(caller, organization, kind),
                                new PageRequest(kind.property(), PageRequest.MOST, null))
                        .map(found -> new Choice(found.name(), barrier(organization, rights, found)))
                        .collectList()
                        .map(found -> Map.entry(kind.property(), found)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static String barrier(Organization organization, Rights rights, Grantable found) {
        if (found.kind() == GrantKind.ROLE && !organization.plan().allows(found.name())) {
            return "not-in-plan";
        }
        return found.permissions().stream().allMatch(rights::mayGrant) ? "" : "exceeds";
    }
}
