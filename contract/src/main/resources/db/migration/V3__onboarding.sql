-- Who asked and who got in: written by the acceptance worker alone.
create schema onboarding;

-- How far each partition is decided and published. Lives beside the seats, so that both move in one commit.
create table onboarding.position (
    topic            text   not null,
    partition        integer not null,
    log_id           uuid   not null, -- the topic's id: a topic created anew under the same name is another log
    leader_epoch     integer,         -- of the last decided record: a later one below next_offset means a lost tail
    next_offset      bigint not null, -- everything below is decided
    published_offset bigint not null, -- the decisions of everything below are published
    primary key (topic, partition)
);

-- What people were given who were accepted under the same terms, with the names of that time. Acceptances refer to it
-- without a foreign key, which would lock the row with each of them. Rows are never changed or deleted.
create table onboarding.grant_set (
    id      uuid primary key, -- derived from the rest
    ids     uuid[] not null,  -- grantables
    kinds   text[] not null,  -- of each
    names   text[] not null,  -- of each
    skipped text[] not null   -- names of what was promised and could not be given
);

create table onboarding.acceptance (
    id              uuid primary key,
    organization_id uuid        not null,
    invitation_id   uuid        not null,
    ordinal         bigint      not null, -- place in the invitation's queue, from 1
    address         text        not null, -- normal form
    email           text        not null, -- as typed
    first_name      text,
    last_name       text,
    requested_at    timestamptz not null,
    decided_at      timestamptz not null,
    outcome         text        not null check (outcome in ('accepted', 'rejected', 'waitlisted', 'withdrawn')),
    reason          text check ((reason is null) = (outcome <> 'rejected')),
    original        uuid, -- the earlier acceptance that answered this one
    grant_set_id    uuid check ((grant_set_id is null) = (outcome <> 'accepted')),
    member_id       uuid, -- present where this acceptance made the member or granted it something
    joined          boolean     not null, -- whether it made the member
    milestones      text[]      not null, -- limits that were reached with it
    log_partition   integer     not null,
    log_offset      bigint      not null,
    erased          boolean     not null default false -- whose it was is not known any more
);
-- Whatever else fails: one person, one use of an invitation.
create unique index acceptance_holds_use on onboarding.acceptance (invitation_id, address)
    where outcome = 'accepted' and original is null;
create unique index acceptance_queue on onboarding.acceptance (invitation_id, ordinal);
-- Lists of one outcome or reason in queue order.
create index acceptance_outcome on onboarding.acceptance (invitation_id, outcome, reason, ordinal);
-- For what is not published yet. Partitions are interleaved in the table: a summary of its blocks would tell nothing.
create index acceptance_log on onboarding.acceptance (log_partition, log_offset);
-- For erasing a person.
create index acceptance_person on onboarding.acceptance (organization_id, address);

create table onboarding.member (
    organization_id uuid        not null,
    address         text        not null, -- normal form
    id              uuid        not null,
    email           text        not null, -- as typed
    first_name      text,
    last_name       text,
    grant_ids       uuid[]      not null, -- grantables
    joined_at       timestamptz not null,
    state             text        not null default 'active' check (state in ('active', 'ended')),
    access_expires_at timestamptz, -- null: never
    primary key (organization_id, address),
    unique (organization_id, id) -- lists are in the order of ids, which addresses must not be read from
);

create table onboarding.invitation_seats (
    invitation_id uuid primary key,
    requests      bigint  not null, -- decided so far; the last ordinal
    accepted      integer not null
);

create table onboarding.organization_seats (
    organization_id uuid primary key,
    taken           integer not null -- members
);

-- Events on their way to Kafka, written with the decisions that they tell.
create table onboarding.outbox (
    id         bigint generated always as identity primary key,
    records    bytea       not null, -- of one transaction: see OutboxRecords
    created_at timestamptz not null default now()
);
alter table onboarding.outbox alter column records set storage external; -- to compress it would cost more than it saves

-- Records that Kafka refuses for good: reported, kept for a look, and in nobody's way.
create table onboarding.outbox_refused (
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

create function onboarding.wake_outbox_relay() returns trigger language plpgsql as
$$
begin
    perform pg_notify('usher_outbox_onboarding', '');
    return null;
end
$$;
create trigger outbox_filled after insert on onboarding.outbox
    for each statement execute function onboarding.wake_outbox_relay();

grant usage on schema onboarding to usher_acceptance_worker, usher_api, usher_notifier_worker;
grant select, insert, update, delete on all tables in schema onboarding to usher_acceptance_worker;
grant select on all tables in schema onboarding to usher_api;
