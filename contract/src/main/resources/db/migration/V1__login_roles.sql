-- One login role for each program. An operator may have made them beforehand, with passwords; what is missing is made
-- here without one. Roles belong to the whole server: two databases may be migrated at once.
do $$
declare
    program text;
begin
    foreach program in array array ['usher_api', 'usher_acceptance_worker', 'usher_notifier_worker'] loop
        begin
            execute format('create role %I login', program);
        exception
            when duplicate_object or unique_violation then null; -- made before
        end;
    end loop;
end
$$;
