package io.usher.acceptance.deciding;

import io.usher.contract.event.Grants;
import java.util.List;

/**
 * What an acceptance brought.
 *
 * @param skipped names of what the invitation grants but what no longer exists or the plan no longer allows
 */
public record Given(Grants grants, List<String> skipped) {

    static Given by(InvitationTerms terms) {
        return new Given(new Grants(names(terms.roles()), names(terms.teams())), terms.skipped());
    }

    private static List<String> names(List<Item> items) {
        return items.stream().map(Item::name).toList();
    }
}
