-- What mail is to be sent and what became of it: written by the notifier alone.
create schema notification;

create table notification.message (
    id              uuid primary key,
    -- What the mail is for, so that it is made once however often its event arrives.
    purpose         text        not null unique,
    kind            text        not null,
    organization_id uuid        not null,
    invitation_id   uuid, -- null = about none
    invitee_id      uuid,
    acceptance_id   uuid,
    address         text        not null, -- normal form
    email           text        not null, -- as typed
    first_name      text,
    last_name       text,
    reason          text, -- of a refusal
    state           text        not null check (state in ('queued', 'sent', 'failed')),
    priority        smallint    not null, -- the lower, the earlier it is sent of all that are due
    attempts        integer     not null default 0,
    due_at          timestamptz, -- null when there is nothing more to do; the end of the lease while an instance sends it
    lease           uuid, -- the claim of the instance that sends it; null = nobody does
    paced           boolean     not null default false, -- has waited for its turn within the pace of its domain
    last_error      text,
    created_at      timestamptz not null,
    called_at       timestamptz not null, -- when the person asked for a seat or was invited
    done_at         timestamptz
);
create index message_due on notification.message (priority, due_at, id) where due_at is not null;
create index message_person on notification.message (organization_id, address);
create index message_done on notification.message (done_at) where done_at is not null;

-- People who were erased: what was called for before makes no message any more, whenever its event comes.
create table notification.erasure (
    person bytea primary key, -- SHA-256 of <organization>/<address in normal form>
    until  timestamptz not null
);

-- Events on their way to Kafka, written with what became of messages.
create table notification.outbox (
    id         bigint generated always as identity primary key,
    records    bytea       not null, -- of one transaction: see OutboxRecords
    created_at timestamptz not null default now()
);
alter table notification.outbox alter column records set storage external; -- to compress it would cost more than it saves

-- The one instance that publishes. What it was publishing may still reach the brokers if it did not leave in good order.
create table notification.outbox_publisher (
    in_order boolean not null
);
insert into notification.outbox_publisher values (true);

-- Records that Kafka refuses for good: reported, kept for a look, and in nobody's way.
create table notification.outbox_refused (
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

create function notification.wake_outbox_relay() returns trigger language plpgsql as
$$
begin
    perform pg_notify('usher_outbox_notification', '');
    return null;
end
$$;
create trigger outbox_filled after insert on notification.outbox
    for each statement execute function notification.wake_outbox_relay();

grant usage on schema notification to usher_notifier_worker, usher_api;
grant select, insert, update, delete on all tables in schema notification to usher_notifier_worker;
grant select on all tables in schema notification to usher_api;
