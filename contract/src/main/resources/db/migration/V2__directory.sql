-- What organizations set up: written by the API alone.
create schema directory;

create table directory.organization (
    id         uuid primary key,
    slug       text        not null unique,
    name       text        not null,
    plan_seats integer check (plan_seats >= 0), -- null = unlimited
    plan_roles text[],                          -- names in lower case; null = all
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
    addressees      boolean     not null, -- its invitees are invited; false = they have a link and a progress only
    mode            text        not null check (mode in ('targeted', 'domain', 'mixed', 'public')),
    opens_at        timestamptz,
    expires_at      timestamptz,
    quota           integer check (quota >= 1), -- null = unlimited
    grant_ids       uuid[]      not null, -- grantables; no role among them = the default role
    status          text        not null check (status in ('enabled', 'disabled')),
    waitlist        boolean     not null default false, -- people queue if it is full
    send_emails     boolean     not null,
    locale          text,
    created_by      text        not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    version         bigint      not null,
    deleted_at      timestamptz,
    invitees        integer     not null default 0,     -- how many there are, kept by triggers
    locked          boolean     not null default false, -- never written: see organization
    check ((mode in ('targeted', 'mixed')) = addressees and (mode in ('domain', 'mixed')) = (domains <> '{}'))
);
create index invitation_of_organization on directory.invitation (organization_id, id);

create table directory.invitee (
    id            uuid primary key,
    invitation_id uuid        not null references directory.invitation,
    address       text        not null, -- normal form
    email         text        not null, -- as typed
    first_name    text,
    last_name     text,
    created_at    timestamptz not null,
    unique (invitation_id, address)
);
create index invitee_list on directory.invitee (invitation_id, id); -- ids in the order of inviting

create function directory.count_invitees() returns trigger language plpgsql as
$$
begin
    update directory.invitation set invitees = invitees + tg_argv[0]::integer * changed.people
    from (select invitation_id, count(*) as people from changed_invitees group by invitation_id) changed
    where id = changed.invitation_id;
    return null;
end
$$;
create trigger invitees_added after insert on directory.invitee referencing new table as changed_invitees
    for each statement execute function directory.count_invitees('1');
create trigger invitees_removed after delete on directory.invitee referencing old table as changed_invitees
    for each statement execute function directory.count_invitees('-1');

create table directory.api_key (
    id              uuid primary key,
    organization_id uuid references directory.organization, -- null = the platform's
    name            text        not null,
    hash            bytea       not null unique, -- SHA-256 of the secret
    scopes          text[]      not null,
    expires_at      timestamptz,
    created_by      text        not null,
    created_at      timestamptz not null,
    revoked_at      timestamptz
);
create index api_key_of_organization on directory.api_key (organization_id, id);
create index api_key_of_maker on directory.api_key (created_by);

-- Answers to repeat for 24 hours, written with the effect that they answer for.
create table directory.idempotent_answer (
    caller      text        not null,
    key_hash    bytea       not null,
    fingerprint bytea       not null, -- of the request
    answer      bytea       not null, -- sealed with a secret that is not in the database
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

create function directory.wake_outbox_relay() returns trigger language plpgsql as
$$
begin
    perform pg_notify('usher_outbox_directory', '');
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

-- How often something happened to first requests for an invitation.
create table directory.invitation_count (
    invitation_id uuid   not null,
    name          text   not null, -- requested, accepted, …; rejected/<reason>
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

-- Of those invitees to whom something has happened.
create table directory.invitee_progress (
    invitee_id      uuid primary key references directory.invitee on delete cascade,
    invitation_id   uuid not null,
    progress        text check (progress in ('waitlisted', 'accepted', 'rejected', 'declined')), -- null = invited
    progress_at     timestamptz,
    acceptance_id   uuid,
    email_status    text check (email_status in ('queued', 'sent', 'failed')),                   -- null = not-sent
    email_reason    text,
    email_at        timestamptz, -- of the status
    emailed_at      timestamptz, -- when the newest mail was sent
    forgotten_until timestamptz  -- what happened before was erased
);
create index invitee_progress_of_invitation on directory.invitee_progress (invitation_id);

grant usage on schema directory to usher_api, usher_acceptance_worker, usher_notifier_worker;
grant select, insert, update, delete on all tables in schema directory to usher_api;
grant select on directory.organization, directory.grantable, directory.invitation, directory.invitee
    to usher_acceptance_worker, usher_notifier_worker;
grant update (locked) on directory.organization, directory.invitation to usher_acceptance_worker;
