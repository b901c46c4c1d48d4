package io.usher.api.granting.r2dbc;

import static io.usher.api.storing.r2dbc.Columns.orNull;

import io.r2dbc.spi.Parameter;
import io.usher.api.granting.Team;
import io.usher.api.storing.r2dbc.Columns;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

@Component
final class R2dbcTeams extends R2dbcGrants<Team> {

    R2dbcTeams(DatabaseClient database) {
        super(database, "directory.team", "description", "id, name, description");
    }

    @Override
    Parameter value(Team team) {
        return orNull(team.description(), String.class);
    }

    @Override
    Team grant(Columns columns) {
        return new Team(columns.uuid("id"), columns.text("name"), columns.optionalText("description"));
    }
}
