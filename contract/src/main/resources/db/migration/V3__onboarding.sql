-- Who asked and who got in: written by the acceptance worker alone.
create schema onboarding;

-- How far each partition is decided. Lives beside the seats, so that both move in one commit.
create table onboarding.position (
    topic        text    not null,
    partition    integer not null,
    log_id       uuid    not null, -- the topic's id: a topic created anew under the same name is another log
    leader_epoch integer,          -- of the last decided record; a later one below next_offset means a lost tail
    next_offset  bigint  not null, -- everything below is decided
    primary key (topic, partition)
);

-- What people were granted who were accepted under the same terms, with the names of that time. Acceptances refer to it
-- without a foreign key, which would lock the row with each of them. Rows are never changed or deleted.
create table onboarding.grant_set (
    id      uuid primary key, -- derived from the rest
    ids     uuid[] not null,  -- grantables
    kinds   text[] not null,  -- of each
    names   text[] not null,  -- of each
    skipped text[] not null,  -- names of what was promised and could not be granted
    access_expires_at timestamptz -- of the memberships that come with it; null = never
);

-- Columns of fixed width come first: rows are padded less.
create table onboarding.acceptance (
    id              uuid primary key,
    organization_id uuid        not null,
    invitation_id   uuid        not null,
    original        uuid, -- the earlier acceptance that answered this one
    member_id       uuid, -- of the person, if they waited: who waits may be a member already
    grant_set_id    uuid check ((grant_set_id is null) <> (outcome = 'accepted') or outcome = 'withdrawn'),
    requested_at    timestamptz not null,
    decided_at      timestamptz not null,
    ordinal         bigint      not null, -- place in the invitation's queue, from 1
    slot            bigint      not null, -- 0 = holds the person's use of the invitation; otherwise the ordinal
    log_offset      bigint      not null, -- of the request
    joined          boolean     not null, -- whether it made the member
    erased          boolean     not null default false, -- the person is not known any more
    outcome         text        not null check (outcome in ('accepted', 'waitlisted', 'rejected', 'withdrawn')),
    reason          text check ((reason is null) = (outcome <> 'rejected')),
    address         text        not null, -- normal form
    email           text, -- as typed; null = as the normal form
    first_name      text,
    last_name       text
);
-- Whatever else fails: one person, one use of an invitation. Also finds the acceptances of a person.
create unique index acceptance_use on onboarding.acceptance (invitation_id, address, slot);
create unique index acceptance_queue on onboarding.acceptance (invitation_id, ordinal);
create index acceptance_waiting on onboarding.acceptance (invitation_id, ordinal)
    where outcome = 'waitlisted' and original is null;
create index acceptance_waiting_member on onboarding.acceptance (organization_id, member_id)
    where outcome = 'waitlisted' and original is null;
create index acceptance_waiting_person on onboarding.acceptance (address) where outcome = 'waitlisted' and original is null;

create table onboarding.member (
    organization_id   uuid        not null,
    id                uuid        not null, -- derived from the organization and the address
    invitation_id     uuid, -- that made the member
    joined_at         timestamptz not null,
    access_expires_at timestamptz, -- null = never
    state             text        not null default 'active' check (state in ('active', 'ended')),
    address           text        not null, -- normal form
    email             text, -- as typed; null = as the normal form
    first_name        text,
    last_name         text,
    grant_ids         uuid[]      not null, -- grantables
    primary key (organization_id, id)
);
create index member_address on onboarding.member (address); -- whether somebody is known in another organization
create index member_grants on onboarding.member using gin (grant_ids); -- for what few have
create index member_joined on onboarding.member (organization_id, joined_at); -- for the latest ones
create index member_ended on onboarding.member (organization_id, id) where state = 'ended';
create index member_access_end on onboarding.member (access_expires_at, id)
    where access_expires_at is not null and state = 'active';

create table onboarding.invitation_seats (
    invitation_id uuid primary key,
    requests      bigint  not null, -- decided so far; the last ordinal
    accepted      integer not null,
    waiting       integer not null default 0,
    reported      boolean not null default false -- that the quota is used up
);
create index invitation_waiting on onboarding.invitation_seats (invitation_id) where waiting > 0;

create table onboarding.organization_seats (
    organization_id uuid primary key,
    taken           integer not null, -- active members
    reported        integer not null default 0 -- the highest share of the plan that was reported, in percent
);

-- Commands that have their decision, as long as they may stand in the log once more.
create table onboarding.command (
    id         uuid primary key,
    refusal    text, -- why nothing was done; null if it was done
    members    uuid[], -- whom it named, if they were several
    outcomes   text[], -- of each of them
    decided_at timestamptz not null default now()
);
create index command_age on onboarding.command (decided_at);

-- People who were erased: requests from before that are decided only now are erased as well.
create table onboarding.erasure (
    organization_id uuid        not null,
    member_id       uuid        not null, -- derived from the organization and the address
    command_id      uuid        not null, -- the last request to erase
    requested_at    timestamptz not null, -- that request
    primary key (organization_id, member_id)
);
create index erasure_age on onboarding.erasure (requested_at);

-- Events on their way to Kafka, written with the decisions that they tell: as in the schema directory.
create table onboarding.outbox (like directory.outbox including all);
create table onboarding.outbox_publisher (like directory.outbox_publisher including all);
insert into onboarding.outbox_publisher values (true);
create table onboarding.outbox_refused (like directory.outbox_refused including all);
create trigger outbox_filled after insert on onboarding.outbox
    for each statement execute function directory.wake_outbox_relay();

-- Members whose access has not ended. The last admin of an organization keeps it, since nobody else could restore it: that is
-- looked at only of who has an end that is over.
create view onboarding.current_member as
select m.* from onboarding.member m
where m.state = 'active' and (
    m.access_expires_at is null or m.access_expires_at > now()
    or exists (
        select from directory.grantable admin
        where admin.id = any (m.grant_ids) and admin.organization_id = m.organization_id and admin.kind = 'role'
          and admin.built_in and lower(admin.name) = 'admin'
          and not exists (
              select from onboarding.member other
              where other.organization_id = m.organization_id and other.id <> m.id and other.state = 'active'
                and (other.access_expires_at is null or other.access_expires_at > now())
                and other.grant_ids @> array[admin.id])));

-- What people may do as members, of each organization: what the roles that they hold there permit. What the built-in role
-- "manager" permits reaches the member's own unit and all that is part of it, at any depth; the rest is not limited by units.
create view onboarding.member_permissions as
select m.organization_id, m.id, m.address,
       array(select distinct permission
             from directory.grantable r, unnest(r.permissions) as permission
             where r.id = any (m.grant_ids) and r.organization_id = m.organization_id and r.kind = 'role'
               and r.deleted_at is null and not (r.built_in and r.name = 'manager')) as permissions,
       array(select distinct permission
             from directory.grantable r, unnest(r.permissions) as permission
             where r.id = any (m.grant_ids) and r.organization_id = m.organization_id and r.kind = 'role'
               and r.deleted_at is null and r.built_in and r.name = 'manager') as unit_permissions,
       array(with recursive part (id) as (
                 select u.id from directory.grantable u
                 where u.id = any (m.grant_ids) and u.organization_id = m.organization_id and u.kind = 'unit'
                   and u.deleted_at is null and exists (
                       select from directory.grantable r
                       where r.id = any (m.grant_ids) and r.organization_id = m.organization_id and r.kind = 'role'
                         and r.built_in and r.name = 'manager')
                 union
                 select u.id from directory.grantable u join part on u.parent_id = part.id where u.deleted_at is null)
             select part.id from part) as units
from onboarding.current_member m;

grant usage on schema onboarding to usher_acceptance_worker, usher_api, usher_notifier_worker;
grant select, insert, update, delete on all tables in schema onboarding to usher_acceptance_worker;
grant select on all tables in schema onboarding to usher_api;
-- Whom to mail depends on who has asked already, and on whose access ends.
grant select on onboarding.acceptance, onboarding.member to usher_notifier_worker;
