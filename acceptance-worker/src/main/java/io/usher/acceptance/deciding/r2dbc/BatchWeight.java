package io.usher.acceptance.deciding.r2dbc;

import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Request;
import io.usher.contract.id.InvitationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Limits a batch by the size of its events, which name everything that is granted. */
final class BatchWeight {

    /** An estimate, in characters. With ordinary grants the largest batch stays far below it. */
    static final long MOST = 16 << 20;

    private static final long WITHOUT_GRANTS = 1000;

    /** The event of the decision and that of the member. */
    private static final int EVENTS_THAT_NAME_GRANTS = 2;

    private BatchWeight() {}

    /** The longest beginning of the batch that stays within the limit; at least one request. */
    static List<Request> longestPrefix(List<Request> batch, Map<InvitationId, InvitationTerms> terms) {
        Map<InvitationId, Long> weights = new HashMap<>();
        terms.forEach((invitation, of) -> weights.put(invitation, weight(of)));
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            sum += weights.getOrDefault(batch.get(i).invitation(), WITHOUT_GRANTS);
            if (sum > MOST && i > 0) {
                return batch.subList(0, i);
            }
        }
        return batch;
    }

    private static long weight(InvitationTerms terms) {
        Stream<String> names = Stream.concat(
                terms.granted().grantables().stream().map(Grantable::name), terms.granted().skipped().stream());
        return WITHOUT_GRANTS
                + EVENTS_THAT_NAME_GRANTS
                        * names.mapToLong(name -> name.length() + 3L).sum();
    }
}
