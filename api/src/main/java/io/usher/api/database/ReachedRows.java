package io.usher.api.database;

import io.usher.contract.rights.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/**
 * Which members or invitations are within a reach, as a condition on their column {@code grant_ids}. Its parameters are
 * {@code :organization} and those that {@link #bind} binds.
 */
public final class ReachedRows {

    private static final String LEARNERS = """
            not grant_ids && array(select r.id from directory.grantable r
                                   where r.organization_id = :organization and r.kind = 'role' and r.permissions <> '{}'
                                     and r.deleted_at is null)""";

    /** An index has it. */
    private static final String IN_UNITS = "grant_ids && :units";

    private ReachedRows() {}

    /** In parentheses. */
    public static String condition(Reach reach) {
        if (reach.everybody()) {
            return "(true)";
        }
        List<String> included = new ArrayList<>();
        if (reach.learners()) {
            included.add(LEARNERS);
        }
        if (!reach.units().isEmpty()) {
            included.add(IN_UNITS);
        }
        return included.isEmpty() ? "(false)" : "(" + String.join(" or ", included) + ")";
    }

    /** Whether an index finds those within the reach. */
    public static boolean areIndexed(Reach reach) {
        return !reach.everybody() && !reach.learners() && !reach.units().isEmpty();
    }

    /** To be called once for a statement with the condition. */
    public static GenericExecuteSpec bind(GenericExecuteSpec statement, Reach reach) {
        return reach.everybody() || reach.units().isEmpty()
                ? statement
                : statement.bind("units", reach.units().toArray(UUID[]::new));
    }
}
