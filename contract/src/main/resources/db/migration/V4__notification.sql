-- What mail is to be sent and what became of it: written by the notifier alone.
create schema notification;

create table notification.message (
    id              uuid primary key,
    -- What the mail is for, so that it is made once however often its event arrives.
    purpose         text        not null unique,
    kind            text        not null,
    organization_id uuid, -- null = about an account alone
    invitation_id   uuid, -- null = about none
    invitee_id      uuid,
    acceptance_id   uuid,
    member_id       uuid, -- of whom it tells about their access
    proof_id        uuid, -- whose link is in it
    proof_purpose   text,
    locale          text, -- of a mail about an account; null = the invitation's or the organization's
    link_generation integer, -- of the personal link in it; a later one makes it useless
    position        bigint, -- on the waiting list
    access_ends_at  timestamptz, -- the end that it tells of
    address         text        not null, -- normal form
    email           text        not null, -- as typed
    first_name      text,
    last_name       text,
    reason          text, -- of a refusal
    state           text        not null check (state in ('queued', 'sent', 'failed', 'bounced', 'suppressed')),
    priority        smallint    not null, -- the lower, the earlier it is sent of all that are due
    attempts        integer     not null default 0,
    due_at          timestamptz, -- null when there is nothing more to do; the end of the lease while an instance sends it
    lease           uuid, -- the claim of the instance that sends it; null = nobody does
    paced           boolean     not null default false, -- has waited for its turn within the pace of its domain
    -- Waits for its invitation to open, or with due_at null to be enabled. Set under the invitation's advisory lock, which
    -- releasing takes too: see WaitingMails.
    waits           boolean     not null default false,
    sendable_at     timestamptz not null default now(), -- since its first attempt, if there was one: given up some days later
    last_error      text,
    created_at      timestamptz not null,
    called_at       timestamptz not null, -- when the person asked for a seat or was invited
    done_at         timestamptz
);
create index message_due on notification.message (priority, due_at, id) where due_at is not null;
create index message_waiting on notification.message (invitation_id, invitee_id) where waits;
create index message_person on notification.message (organization_id, address);
create index message_done on notification.message (done_at) where done_at is not null;

-- Somebody in an organization, without saying who: by it people stay known who were erased.
create function notification.person(organization uuid, address text) returns bytea language sql stable as
$$
    select sha256(convert_to(organization::text || '/' || address, 'UTF8'))
$$;

-- People who were erased: what was called for before makes no message any more, whenever its event comes.
create table notification.erasure (
    person bytea primary key, -- by notification.person, of the address in normal form
    until  timestamptz not null
);

-- Addresses that an organization does not write to, but for mails that answer what their owners have just done.
create table notification.suppression (
    person          bytea       primary key, -- by notification.person, of the address in normal form
    organization_id uuid        not null,
    address         text, -- null = the person was erased: they are still not written to
    reason          text        not null check (reason in ('unsubscribed', 'bounced')),
    since           timestamptz not null
);
create index suppression_list on notification.suppression (organization_id, address) where address is not null;

-- Organizations with too many bounced mails, of which that was reported: not again before there are fewer.
create table notification.bounce_alarm (
    organization_id uuid primary key,
    since           timestamptz not null
);
create index message_rate on notification.message (organization_id, done_at) where state in ('sent', 'bounced');
create index message_bounced on notification.message (done_at) where state = 'bounced';

-- Events on their way to Kafka, written with what became of messages: as in the schema directory.
create table notification.outbox (like directory.outbox including all);
create table notification.outbox_publisher (like directory.outbox_publisher including all);
insert into notification.outbox_publisher values (true);
create table notification.outbox_refused (like directory.outbox_refused including all);
create trigger outbox_filled after insert on notification.outbox
    for each statement execute function directory.wake_outbox_relay();

grant usage on schema notification to usher_notifier_worker, usher_api;
grant select, insert, update, delete on all tables in schema notification to usher_notifier_worker;
grant select on all tables in schema notification to usher_api;
