package io.usher.api.granting.r2dbc;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.usher.api.granting.Role;
import io.usher.api.organizing.Permission;
import io.usher.api.storing.r2dbc.Columns;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

@Component
final class R2dbcRoles extends R2dbcGrants<Role> {

    R2dbcRoles(DatabaseClient database) {
        super(database, "directory.role", "permissions", "id, name, permissions, built_in");
    }

    @Override
    Parameter value(Role role) {
        return Parameters.in(
                role.permissions().stream().map(Permission::wireName).toArray(String[]::new));
    }

    @Override
    Role grant(Columns columns) {
        return new Role(
                columns.uuid("id"),
                columns.text("name"),
                // A permission that only a newer version of this program knows is none that this one could judge.
                columns.texts("permissions").stream()
                        .map(Permission::named)
                        .flatMap(Optional::stream)
                        .toList(),
                columns.bool("built_in"));
    }
}
