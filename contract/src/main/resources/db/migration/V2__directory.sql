-- What organizations set up: written by the API alone.
create schema directory;
create extension if not exists pg_trgm with schema public; -- trusted: the owner of the database may
create collation directory.names (provider = icu, locale = 'und-u-kn-true'); -- as people sort: Team 9, team 10

create table directory.organization (
    id         uuid primary key,
    slug       text        not null unique,
    name       text        not null,
    plan_seats integer check (plan_seats >= 0), -- null = unlimited
    plan_roles text[],                          -- names; null = all
    locale     text,                            -- of mails, unless an invitation has its own; null = English
    reply_to   text,                            -- an address as typed; null = none
    created_at timestamptz not null,
    updated_at timestamptz not null,
    locked     boolean     not null default false -- never written: to lock a row takes the right to update a column
);

-- What invitations grant. Names are unique among those of one kind.
create table directory.grantable (
    id              uuid primary key,
    organization_id uuid        not null references directory.organization,
    kind            text        not null check (kind in ('role', 'team', 'unit', 'group', 'course')),
    name            text        not null,
    description     text,
    permissions     text[] check ((kind = 'role') = (permissions is not null)),
    built_in        boolean     not null default false, -- every organization has the role
    parent_id       uuid references directory.grantable check (kind = 'unit' or parent_id is null), -- null = a root
    course_kind     text check (course_kind in ('path', 'challenge', 'certification', 'course')),
    created_at      timestamptz not null,
    deleted_at      timestamptz,
    check ((kind = 'course') = (course_kind is not null))
);
create unique index grantable_name on directory.grantable (organization_id, kind, lower(name)) where deleted_at is null;
create index grantable_list on directory.grantable (organization_id, kind, id) where deleted_at is null;
create index grantable_child on directory.grantable (parent_id) where parent_id is not null and deleted_at is null;

create table directory.invitation (
    id              uuid primary key,
    code            text        not null unique,
    organization_id uuid        not null references directory.organization,
    name            text        not null,
    description     text,
    domains         text[]      not null, -- whose people are invited, in normal form
    spelled_domains text[]      not null default '{}', -- those among them that people write otherwise, as they do
    addressees      boolean     not null, -- its invitees are invited; false = they have a link and a progress only
    mode            text        not null check (mode in ('targeted', 'domain', 'mixed', 'public')),
    opens_at        timestamptz,
    expires_at      timestamptz,
    quota           integer check (quota >= 1), -- null = unlimited
    grant_ids       uuid[]      not null, -- grantables; no role among them = the default role
    access_expires_at timestamptz,        -- of the memberships that come of it; null = never
    status          text        not null check (status in ('enabled', 'disabled')),
    waitlist        boolean     not null default false, -- people queue if it is full
    send_emails     boolean     not null,
    locale          text, -- null = the organization's
    created_by      text        not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    version         bigint      not null,
    deleted_at      timestamptz,
    invitees        integer     not null default 0,     -- how many are invited, kept by triggers
    cancelled       integer     not null default 0,     -- how many are invited no more, likewise
    standing_team_id uuid       references directory.grantable, -- people are invited to that team by it
    locked          boolean     not null default false, -- never written: see organization
    check ((mode in ('targeted', 'mixed')) = addressees and (mode in ('domain', 'mixed')) = (domains <> '{}'))
);
create unique index invitation_standing on directory.invitation (standing_team_id) where deleted_at is null;
create index invitation_of_organization on directory.invitation (organization_id, id);
-- For filtered lists.
create index invitation_of_mode on directory.invitation (mode, organization_id, id) where deleted_at is null;
create index invitation_disabled on directory.invitation (organization_id, id) where status = 'disabled';
create index invitation_opening on directory.invitation (organization_id, id) where opens_at is not null;
create index invitation_expiring on directory.invitation (organization_id, id)
    where expires_at is not null or access_expires_at is not null;
create index invitation_limited on directory.invitation (organization_id, id) where quota is not null;
create index invitation_grants on directory.invitation using gin (grant_ids) where deleted_at is null; -- for those of a unit

-- What an invitation is searched by. Nothing to search for has a line break in it.
create function directory.invitation_text(name text, description text, domains text[]) returns text
    language sql immutable parallel safe
    return lower(name || coalesce(E'\n' || description, '') || coalesce(E'\n*@' || array_to_string(domains, E'\n*@'), ''));
create index invitation_text on directory.invitation
    using gin ((array[organization_id]), directory.invitation_text(name, description, domains || spelled_domains) gin_trgm_ops);
create index invitation_end on directory.invitation (least(expires_at, access_expires_at), id)
    where least(expires_at, access_expires_at) is not null;
create index invitation_domains on directory.invitation using gin (domains) where deleted_at is null; -- for people of a domain

-- A person named on an invitation. Who is not invited any more stays, cancelled, and may be invited again.
create table directory.invitee (
    id              uuid primary key,
    invitation_id   uuid        not null references directory.invitation,
    organization_id uuid        not null, -- of the invitation, to search among all people whom an organization invites
    address         text        not null, -- normal form
    email           text        not null, -- as typed
    first_name      text,
    last_name       text,
    invited_by      text        not null, -- the caller, the last time
    invited_at      timestamptz not null, -- the last time: what happened before happened to an earlier invitation of theirs
    link_generation integer     not null default 1 check (link_generation >= 1), -- of the only personal link that is valid
    link_expires_at timestamptz, -- but no later than the invitation; null = with it
    cancelled_at    timestamptz,
    declined_at     timestamptz, -- before accepting; what they asked for later counts
    opened_at       timestamptz, -- when they first looked at a page that their personal link led to
    unique (invitation_id, address)
);
create index invitee_address on directory.invitee (address); -- to erase somebody
create index invitee_list on directory.invitee (invitation_id, id); -- ids in the order of inviting
create index invitee_of_organization on directory.invitee (organization_id, id);
create index invitee_link_end on directory.invitee (link_expires_at, id) where link_expires_at is not null;
create index invitee_ended_link on directory.invitee (invitation_id, link_expires_at) where link_expires_at is not null;
create index invitee_opened on directory.invitee (invitation_id, id) where opened_at is not null;
create index invitee_invited on directory.invitee (invitation_id, id) where cancelled_at is null;
create index invitee_cancelled on directory.invitee (invitation_id, id) where cancelled_at is not null;
create index invitee_declined on directory.invitee (invitation_id, id) where declined_at is not null;
create index invitee_text on directory.invitee
    using gin ((array[organization_id]), (array[invitation_id]), lower(address || ' ' || email || coalesce(' ' || first_name, '')
        || coalesce(' ' || last_name, '')) gin_trgm_ops);

create function directory.count_added_invitees() returns trigger language plpgsql as
$$
begin
    update directory.invitation set invitees = invitees + changed.invited, cancelled = invitation.cancelled + changed.cancelled
    from (select invitation_id, count(*) filter (where cancelled_at is null) as invited,
                 count(*) filter (where cancelled_at is not null) as cancelled
          from new_invitees group by invitation_id) changed
    where id = changed.invitation_id;
    return null;
end
$$;
create function directory.count_removed_invitees() returns trigger language plpgsql as
$$
begin
    update directory.invitation set invitees = invitees - changed.invited, cancelled = invitation.cancelled - changed.cancelled
    from (select invitation_id, count(*) filter (where cancelled_at is null) as invited,
                 count(*) filter (where cancelled_at is not null) as cancelled
          from old_invitees group by invitation_id) changed
    where id = changed.invitation_id;
    return null;
end
$$;
create function directory.count_changed_invitees() returns trigger language plpgsql as
$$
begin
    update directory.invitation set invitees = invitees - changed.more, cancelled = cancelled + changed.more
    from (select after.invitation_id,
                 count(*) filter (where before.cancelled_at is null and after.cancelled_at is not null)
                 - count(*) filter (where before.cancelled_at is not null and after.cancelled_at is null) as more
          from old_invitees before join new_invitees after using (id) group by after.invitation_id) changed
    where id = changed.invitation_id and changed.more <> 0;
    return null;
end
$$;
create trigger invitees_added after insert on directory.invitee referencing new table as new_invitees
    for each statement execute function directory.count_added_invitees();
create trigger invitees_removed after delete on directory.invitee referencing old table as old_invitees
    for each statement execute function directory.count_removed_invitees();
create trigger invitees_changed after update on directory.invitee
    referencing old table as old_invitees new table as new_invitees
    for each statement execute function directory.count_changed_invitees();

-- When invitations were last sent to somebody once more: see ResendingInvitations.
create table directory.resend (
    organization_id uuid          not null references directory.organization,
    address         text          not null, -- normal form
    resent_at       timestamptz[] not null, -- of one day, the latest last
    primary key (organization_id, address)
);

create table directory.api_key (
    id              uuid primary key,
    organization_id uuid references directory.organization, -- null = the platform's
    name            text        not null,
    hash            bytea       not null unique, -- SHA-256 of the secret
    scopes          text[]      not null,
    expires_at      timestamptz,
    created_by      text        not null,
    account_id      uuid, -- of the person who made it, or the key that made it, or …; null = none did
    created_at      timestamptz not null,
    used_at         timestamptz, -- to the minute or so; null = never
    revoked_at      timestamptz
);
create index api_key_of_organization on directory.api_key (organization_id, id);
create index api_key_of_maker on directory.api_key (created_by);
create index api_key_of_person on directory.api_key (account_id) where account_id is not null;

-- Files of imports, until those have ended. One without an import is being received, or was not received to its end.
create table directory.import_file (
    id          uuid primary key,
    received_at timestamptz not null -- the last piece
);
create index import_file_age on directory.import_file (received_at);

-- In UTF-8 or Windows-1252, 64 KiB each, the last one maybe less.
create table directory.import_piece (
    file_id uuid    not null references directory.import_file on delete cascade,
    place   integer not null, -- from 0
    bytes   bytea   not null,
    primary key (file_id, place)
);
alter table directory.import_piece alter column bytes set storage external; -- read once or twice: not worth compressing

create table directory.import (
    id               uuid primary key,
    organization_id  uuid        not null references directory.organization,
    invitation_id    uuid references directory.invitation, -- null = the team had no standing invitation yet
    dry_run          boolean     not null,
    send_emails      boolean,              -- null = as the invitation says
    content_hash     text        not null, -- SHA-256 of the file as sent, in hexadecimal digits
    file_id          uuid references directory.import_file, -- null = the import has ended
    charset          text        not null,
    delimiter        text        not null,
    columns          integer[]   not null, -- of email, first name, last name, from 0; -1 = none
    bytes            bigint      not null, -- of the file as kept
    next_byte        bigint      not null, -- where the next row begins
    state            text        not null check (state in ('reading', 'done', 'failed', 'cancelled')),
    total            integer     not null,
    done             integer     not null,
    count_new        integer     not null default 0,
    count_duplicate  integer     not null default 0,
    count_member     integer     not null default 0,
    count_known      integer     not null default 0,
    count_invalid    integer     not null default 0,
    problem_code     text,
    problem_detail   text,
    imported_by      text        not null, -- who sent the file last
    rights           text[]      not null, -- what they held in the organization then; counts if they are no key and no person
    created_at       timestamptz not null,
    read_at          timestamptz not null, -- the newest rows: imports are read in turns
    finished_at      timestamptz,
    check ((state = 'reading') = (file_id is not null) and (state = 'reading') = (finished_at is null)),
    check ((state = 'failed') = (problem_code is not null)),
    check (invitation_id is not null or dry_run)
);
create index import_same on directory.import (invitation_id, content_hash);
create index import_list on directory.import (invitation_id, id);
create index import_reading on directory.import (invitation_id, id) where state = 'reading';
create index import_finished on directory.import (finished_at) where finished_at is not null;
create index import_file_used on directory.import (file_id) where file_id is not null;

-- What became of the rows; deleted with their import.
create table directory.import_row (
    import_id  uuid    not null references directory.import,
    number     integer not null, -- from 1
    email      text    not null, -- as in the file
    address    text,             -- normal form; null if it has none
    first_name text,
    last_name  text,
    outcome    text    not null check (outcome in ('new', 'duplicate', 'already-member', 'known-account', 'invalid')),
    reason     text,
    invitee_id uuid,             -- of already-member the member
    primary key (import_id, number)
);
create index import_row_outcome on directory.import_row (import_id, outcome, number);
create index import_row_address on directory.import_row (address, import_id) where address is not null;

-- People who were erased before the import was done: rows that are read later do not invite them.
create table directory.import_erasure (
    import_id uuid not null references directory.import on delete cascade,
    member_id uuid not null, -- derived from the organization and the address
    primary key (import_id, member_id)
);

-- People, each known by one address that they have proven.
create table directory.account (
    id                  uuid primary key,
    address             text        not null unique, -- normal form
    email               text        not null, -- as typed
    first_name          text,
    last_name           text,
    locale              text,
    password_hash       text,        -- null = none chosen yet
    password_changed_at timestamptz, -- null = never
    platform_admin      boolean     not null default false,
    created_at          timestamptz not null,
    check (password_hash is null or password_changed_at is not null)
);

-- Who people are at OpenID Connect issuers, by which they sign in.
create table directory.identity (
    id            uuid primary key,
    issuer        text        not null,
    subject       text        not null, -- who they are there, for good
    account_id    uuid        not null references directory.account on delete cascade,
    email_at_link text        not null, -- as the issuer named it when it was linked
    linked_at     timestamptz not null,
    used_at       timestamptz not null,
    unique (issuer, subject)
);
create index identity_of_account on directory.identity (account_id);

-- Signed-in browsers. Deleted when they sign out or end.
create table directory.session (
    hash             bytea primary key, -- SHA-256 of the cookie
    account_id       uuid        not null references directory.account on delete cascade,
    method           text        not null check (method in ('password', 'mail') or method like 'oidc:%'),
    authenticated_at timestamptz not null,
    seen_at          timestamptz not null, -- to the minute
    expires_at       timestamptz not null,
    user_agent       text,
    network          text        not null
);
create index session_of_account on directory.session (account_id);
create index session_end on directory.session (expires_at);

-- Addresses that somebody says are theirs. The links that prove it are made of the id and a key that is not in the
-- database. One of each address is used at most: see Proofs.
create table directory.proof (
    id              uuid primary key,
    purpose         text        not null check (purpose in ('join', 'sign-in', 'password', 'link-identity')),
    address         text        not null, -- normal form
    email           text        not null, -- as typed
    invitation_id   uuid references directory.invitation, -- that is to be accepted; null = none
    locale          text,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz,
    used_by         bytea -- SHA-256 of the cookie of the browser that used it; null = it had none
);
create index proof_unused on directory.proof (address, id) where used_at is null;
create index proof_mailed on directory.proof (address, created_at);
create index proof_end on directory.proof (expires_at);

-- How often something was tried for an address, known or not. Lost in a crash, which is as good as having waited.
create unlogged table directory.attempt (
    key    bytea       not null, -- a MAC of what was tried for which address
    starts timestamptz not null, -- of the window
    ends   timestamptz not null,
    count  integer     not null,
    primary key (key, starts)
);
create index attempt_end on directory.attempt (ends);

-- Answers to repeat for 24 hours, written with the effect that they answer for.
create table directory.idempotent_answer (
    caller      text        not null,
    key_hash    bytea       not null,
    fingerprint bytea       not null, -- of the request
    answer      bytea       not null, -- sealed with a secret that is not in the database
    step        text        not null default '', -- how far an effect of several steps is
    created_at  timestamptz not null,
    primary key (caller, key_hash)
);
create index idempotent_answer_age on directory.idempotent_answer (created_at);

-- Events on their way to Kafka, written with the change that they tell. Changes of one invitation lock its row first,
-- so the order of the ids is the order of the changes. What is made in an organization at the same moment has no order.
create table directory.outbox (
    id         bigint generated always as identity primary key,
    records    bytea       not null, -- of one transaction: see OutboxRecords
    created_at timestamptz not null default now()
);
alter table directory.outbox alter column records set storage external; -- to compress it would cost more than it saves

-- The one instance that publishes. What it was publishing may still reach the brokers if it did not leave in good order.
create table directory.outbox_publisher (
    in_order boolean not null
);
insert into directory.outbox_publisher values (true);

-- Records that Kafka refuses for good: reported, kept for a look, and in nobody's way.
create table directory.outbox_refused (
    outbox_id  bigint      not null, -- the row of the outbox
    place      integer     not null, -- among the records of the row, from 0
    topic      text        not null,
    key        bytea,
    headers    jsonb       not null,
    value      bytea,
    created_at timestamptz not null,
    reason     text        not null,
    refused_at timestamptz not null,
    primary key (outbox_id, place)
);

-- Of all schemas.
create function directory.wake_outbox_relay() returns trigger language plpgsql as
$$
begin
    perform pg_notify('usher_outbox_' || tg_table_schema, '');
    return null;
end
$$;
create trigger outbox_filled after insert on directory.outbox
    for each statement execute function directory.wake_outbox_relay();

-- What the API makes of the events of the other programs. Truncated together, these tables are made anew from the topics,
-- as far as those reach back.

-- How far each partition is in them. Moves in one commit with them.
create table directory.projection_position (
    topic        text    not null,
    partition    integer not null,
    log_id       uuid    not null, -- the topic's id: a topic created anew under the same name is another log
    leader_epoch integer,          -- of the last record before next_offset
    next_offset  bigint  not null, -- everything below is in the tables
    primary key (topic, partition)
);

-- By which a repeat of a decision is recognized: it comes soon after what it repeats.
create table directory.projection_recent (
    topic       text     not null,
    partition   integer  not null,
    next_offset bigint   not null, -- after these
    ids         bigint[] not null, -- hashes of events' ids
    primary key (topic, partition, next_offset)
);

-- How often something happened to first requests for an invitation; and of its invitees, to how many a mail was sent and
-- whose bounced, kept by triggers.
create table directory.invitation_count (
    invitation_id uuid   not null,
    name          text   not null, -- requested, accepted, …; rejected/<reason>; sent, bounced
    count         bigint not null,
    primary key (invitation_id, name)
);

create table directory.invitation_minute (
    invitation_id uuid        not null,
    minute        timestamptz not null,
    requested     bigint      not null,
    accepted      bigint      not null,
    waitlisted    bigint      not null,
    rejected      bigint      not null,
    primary key (invitation_id, minute)
);

-- How often something was refused at once, which leaves no event: not made anew from the topics.
create table directory.refused_at_once (
    invitation_id uuid primary key,
    count         bigint not null
);

-- Of those invitees to whom something has happened.
create table directory.invitee_progress (
    invitee_id      uuid primary key references directory.invitee on delete cascade,
    invitation_id   uuid not null,
    progress        text check (progress in ('requested', 'waitlisted', 'accepted', 'rejected', 'declined')), -- null = invited
    progress_at     timestamptz,
    acceptance_id   uuid,
    email_status    text check (email_status in ('queued', 'sent', 'bounced', 'failed', 'suppressed')), -- null = not-sent
    email_reason    text,
    email_at        timestamptz, -- of the status
    email_message   uuid,        -- the newest invitation mail, whose status it is; reminders leave it alone
    email_queued_at timestamptz, -- when that mail was queued; null = not known
    emailed_at      timestamptz, -- when an invitation was last sent
    forgotten_until timestamptz  -- what happened before was erased
);
create index invitee_progress_list on directory.invitee_progress (progress, invitation_id, invitee_id);
create index invitee_progress_mail on directory.invitee_progress (email_status, invitation_id, invitee_id);

create function directory.count_mailed_added() returns trigger language plpgsql as
$$
begin
    insert into directory.invitation_count as stored (invitation_id, name, count)
    select invitation_id, name, sum(more) from (
        select invitation_id, 'sent' as name, 1 as more from new_progress where emailed_at is not null
        union all select invitation_id, 'bounced', 1 from new_progress where email_status = 'bounced') changed
    group by invitation_id, name order by invitation_id, name
    on conflict (invitation_id, name) do update set count = stored.count + excluded.count;
    return null;
end
$$;
create function directory.count_mailed_removed() returns trigger language plpgsql as
$$
begin
    insert into directory.invitation_count as stored (invitation_id, name, count)
    select invitation_id, name, sum(more) from (
        select invitation_id, 'sent' as name, -1 as more from old_progress where emailed_at is not null
        union all select invitation_id, 'bounced', -1 from old_progress where email_status = 'bounced') changed
    group by invitation_id, name order by invitation_id, name
    on conflict (invitation_id, name) do update set count = stored.count + excluded.count;
    return null;
end
$$;
create function directory.count_mailed_changed() returns trigger language plpgsql as
$$
begin
    insert into directory.invitation_count as stored (invitation_id, name, count)
    select invitation_id, name, sum(more) from (
        select invitation_id, 'sent' as name, 1 as more from new_progress where emailed_at is not null
        union all select invitation_id, 'sent', -1 from old_progress where emailed_at is not null
        union all select invitation_id, 'bounced', 1 from new_progress where email_status = 'bounced'
        union all select invitation_id, 'bounced', -1 from old_progress where email_status = 'bounced') changed
    group by invitation_id, name having sum(more) <> 0 order by invitation_id, name
    on conflict (invitation_id, name) do update set count = stored.count + excluded.count;
    return null;
end
$$;
create trigger progress_added after insert on directory.invitee_progress referencing new table as new_progress
    for each statement execute function directory.count_mailed_added();
create trigger progress_removed after delete on directory.invitee_progress referencing old table as old_progress
    for each statement execute function directory.count_mailed_removed();
create trigger progress_changed after update on directory.invitee_progress
    referencing old table as old_progress new table as new_progress
    for each statement execute function directory.count_mailed_changed();

-- Who did what, when, from where: written in the transaction of the change. The API adds rows and can do nothing else to
-- them but what the two functions do.
create table directory.audit (
    id              uuid primary key, -- of what the worker decides, the command's
    place           bigint generated always as identity,
    at              timestamptz not null,
    organization_id uuid references directory.organization, -- null = the platform's
    actor_kind      text        not null check (actor_kind in ('key', 'person', 'system')),
    actor_id        uuid,
    actor_name      text, -- at that time
    action          text        not null,
    subject_kind    text        not null,
    subject_id      uuid,
    subject_name    text, -- at that time; of people the address in normal form
    network         text, -- null = from within
    before          jsonb,
    after           jsonb,
    people          text[]      not null -- whose addresses are in the row, in normal form
);
create index audit_of_organization on directory.audit (organization_id, place);
create index audit_of_subjects on directory.audit (organization_id, subject_id, place) where subject_id is not null;
create index audit_of_people on directory.audit using gin (people) where people <> '{}';

-- What the worker has made of a command. The members of a team are changed before the command for the team is answered.
create function directory.complete_audit(entry uuid, outcome text, detail jsonb) returns void
    language sql security definer set search_path = '' as
$$
    update directory.audit
    set action = outcome, after = case when detail is null then after else coalesce(after, '{}') || detail end
    where id = entry and (action like '%-requested' or action like '%-not-sent')
        and not (action like 'member.team-change-%' and outcome = 'member.changed');
$$;

-- Takes a command for a team out that has changed nobody.
create function directory.drop_audit(entry uuid) returns void
    language sql security definer set search_path = '' as
$$
    delete from directory.audit where id = entry and action like 'member.team-change%';
$$;

-- Those that name no person, only the id of a member.
create index audit_of_member_ids on directory.audit (subject_id) where subject_kind = 'member' and subject_name is null;

-- Puts "erased" in the place of a person, in the log of an organization or, null, in the platform's. The member is theirs: ids of members are made from addresses.
create function directory.erase_from_audit(tenant uuid, address text, member uuid) returns void
    language sql security definer set search_path = '' as
$$
    update directory.audit
    set actor_id = case when actor_name = address then null else actor_id end,
        actor_name = case when actor_name = address then 'erased' else actor_name end,
        network = case when actor_name = address then null else network end,
        subject_id = case when subject_kind = 'member' and subject_id = member then null else subject_id end,
        subject_name = case when subject_name = address or (subject_kind = 'member' and subject_id = member) then 'erased'
            else subject_name end,
        before = replace(before::text, to_jsonb(address)::text, '"erased"')::jsonb,
        after = replace(after::text, to_jsonb(address)::text, '"erased"')::jsonb,
        people = array_remove(people, address)
    where organization_id is not distinct from tenant and (people @> array[address]
        or (subject_kind = 'member' and subject_name is null and subject_id = member));
$$;
-- Sign-ins are in the platform's log.
create function directory.erase_account_from_audit() returns trigger
    language plpgsql security definer set search_path = '' as
$$
begin
    perform directory.erase_from_audit(null, old.address, null);
    return null;
end
$$;
create trigger account_deleted after delete on directory.account
    for each row execute function directory.erase_account_from_audit();
revoke all on function directory.complete_audit, directory.drop_audit, directory.erase_from_audit, directory.erase_account_from_audit from public;

-- The text in a record; where it has none, its bytes with those beyond ASCII escaped.
create function directory.readable(content bytea) returns text language plpgsql immutable strict as
$$
begin
    return convert_from(content, 'UTF8');
exception when character_not_in_repertoire or untranslatable_character then
    return encode(content, 'escape');
end
$$;

-- Whether a record that may be unreadable names a person and the organization, by its id. An address that is a part of
-- another one names nobody.
create function directory.is_about(content bytea, organization uuid, spellings text[]) returns boolean
    language sql immutable as
$$
    select strpos(lower(text), organization::text) > 0
       and text ~* ('(?<![[:alnum:]_.+-])('
           || array_to_string(array(
               select regexp_replace(spelling, '([^[:alnum:]])', '\\\1', 'g') from unnest(spellings) as spelling), '|')
           || ')(?![[:alnum:]-]|\.[[:alnum:]])')
    from directory.readable(content) as text;
$$;

-- Admins who are being erased, from when that is asked for. Removed when another admin of the organization is erased
-- afterwards.
create table directory.admin_erasure (
    organization_id uuid        not null references directory.organization,
    member_id       uuid        not null, -- derived from the organization and the address
    requested_at    timestamptz not null, -- or the last step that was taken so far
    confirmed       boolean     not null default false, -- the worker is asked for it
    primary key (organization_id, member_id)
);

-- Those who do not count as admins, although they are members until the worker has erased them. An erasure that broke off
-- between two steps counts for a minute.
create view directory.leaving_admin as
select organization_id, member_id from directory.admin_erasure
where confirmed or requested_at > now() - interval '1 minute';

-- Records that programs set aside because they could not read them, as they came on the topics of dead letters, and what
-- operators did about them. Kept for as long as those topics keep them.
create table directory.dead_letter (
    id              uuid primary key,
    number          bigint      not null generated always as identity unique, -- in the order of their arrival
    topic           text        not null, -- where the record was, and goes again
    partition       integer     not null,
    record_offset   bigint      not null,
    consumer        text        not null, -- who set it aside
    reason          text        not null,
    truncated       text,                 -- what was cut or left out; null = nothing
    replay_of       uuid,                 -- the dead letter whose replay failed again
    key             bytea,
    headers         text        not null, -- JSON: names and values, those in base64
    payload         bytea,
    payload_is_text boolean     not null, -- in UTF-8, without NUL: it can be searched
    recorded_at     timestamptz not null, -- the record's own time
    set_aside_at    timestamptz not null,
    state           text        not null check (state in ('waiting', 'replayed', 'deleted')),
    changed_at      timestamptz           -- when its payload or its state was changed; null = never
);
create index dead_letter_waiting on directory.dead_letter (number) where state = 'waiting';
create index dead_letter_age on directory.dead_letter (set_aside_at);

-- People whose dead letters are being forgotten, some in each transaction. Removed when all letters have been looked at.
create table directory.dead_letter_erasure (
    organization_id uuid        not null references directory.organization,
    address         text        not null, -- normal form
    until           timestamptz not null, -- letters that were set aside later stay
    looked_at       bigint      not null default 0, -- letters up to this number
    primary key (organization_id, address)
);

-- People whose dead letters were asked to be forgotten, without saying who: letters from before that may be collected later.
-- Kept for as long as dead letters are.
create table directory.dead_letter_person (
    organization_id uuid        not null references directory.organization,
    member_id       uuid        not null, -- derived from the organization and the address
    until           timestamptz not null, -- what was recorded later is about somebody who came again
    primary key (organization_id, member_id)
);
create index dead_letter_person_age on directory.dead_letter_person (until);

-- How far each topic of dead letters is in that table. Moves in one commit with it.
create table directory.dead_letter_position (
    topic        text    not null,
    partition    integer not null,
    log_id       uuid    not null, -- as in projection_position
    leader_epoch integer,
    next_offset  bigint  not null,
    primary key (topic, partition)
);

grant usage on schema directory to usher_api, usher_acceptance_worker, usher_notifier_worker;
grant select, insert, update, delete on all tables in schema directory to usher_api;
revoke update, delete on directory.audit from usher_api;
grant execute on function directory.invitation_text, directory.complete_audit, directory.drop_audit,
    directory.erase_from_audit to usher_api;
grant select on directory.organization, directory.grantable, directory.invitation, directory.invitee
    to usher_acceptance_worker, usher_notifier_worker;
grant select (address, first_name, last_name) on directory.account to usher_acceptance_worker; -- names of members
grant select on directory.leaving_admin to usher_acceptance_worker;
grant update (locked) on directory.organization, directory.invitation to usher_acceptance_worker;
