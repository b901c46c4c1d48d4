package io.usher.resilience;

import io.usher.resilience.Scenario.Offer;

/**
 * Nearly all calls are for one hot invitation, whose quota is raised again and again. A trigger counts the seats at
 * every commit.
 */
final class SoldOut implements Fault {

    private static final String COUNT_AT_EVERY_COMMIT = """
            create schema if not exists resilience;
            create table if not exists resilience.miscount (finding text not null);
            create or replace function resilience.count_seats() returns trigger language plpgsql security definer as
            $$
            declare
                seats integer := (select quota from directory.invitation where id = new.invitation_id);
                counted integer := (select count(*) from onboarding.acceptance
                                    where invitation_id = new.invitation_id and outcome = 'accepted' and original is null);
                stored integer := (select accepted from onboarding.invitation_seats
                                   where invitation_id = new.invitation_id);
            begin
                if counted > seats or counted <> stored then
                    insert into resilience.miscount values (format('%s: %s counted, %s stored, of %s',
                        new.invitation_id, counted, stored, seats));
                end if;
                return null;
            end
            $$;
            drop trigger if exists count_seats on onboarding.invitation_seats;
            create constraint trigger count_seats after insert or update on onboarding.invitation_seats
                deferrable initially deferred for each row execute function resilience.count_seats();
            """;

    @Override
    public void prepare(FaultRun run) {
        run.installation().sql().update(COUNT_AT_EVERY_COMMIT);
    }

    @Override
    public void strike(FaultRun run) {
        Offer hot = run.scenario().offers().getFirst();
        int more = 1 + run.random().nextInt(20);
        run.log("%d more seats", more);
        run.load().raiseQuota(hot, more);
    }

    @Override
    public boolean afterwards(FaultRun run) {
        run.installation().sql().update("drop trigger count_seats on onboarding.invitation_seats");
        return false;
    }

    @Override
    public void check(FaultRun run, Evidence evidence, Violations violations) {
        run.installation()
                .sql()
                .query("select finding from resilience.miscount", row -> row.getString(1))
                .forEach(finding -> violations.add("seats at a commit", "%s", finding));
        run.installation().sql().update("delete from resilience.miscount");
    }

    @Override
    public double hot() {
        return 0.9;
    }
}
