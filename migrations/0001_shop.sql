-- One text for every engine: bigint and text only, times in unix milliseconds, documents in JSON.
-- Row numbers are given by the one writer (max + 1), so that no engine's own counter is needed.

create table setting (
    name text primary key not null,
    value text not null
);

create table venue (
    id bigint primary key not null,
    name text not null,
    city text not null,
    time_zone text not null,
    plan text not null,
    plan_tag text not null,
    seat_count bigint not null,
    created_at bigint not null
);

create table event (
    id bigint primary key not null,
    slug text not null unique,
    title text not null,
    tagline text not null,
    description text not null
);

create table performance (
    id bigint primary key not null,
    event_id bigint not null references event (id),
    venue_id bigint not null references venue (id),
    starts_at bigint not null,
    on_sale_at bigint not null,
    hold_ms bigint not null,
    seats_per_hold_max bigint not null,
    currency text not null,
    tiers text not null
);

create index performance_event on performance (event_id);

-- `state` is the whole state with its times; phase, session_id and is_live repeat what is searched.
create table hold (
    id text primary key not null,
    performance_id bigint not null,
    buyer text not null,
    phase text not null,
    is_live bigint not null,
    state text not null,
    seats text not null,
    currency text not null,
    amount_minor bigint not null,
    contact text,
    checkout_url text,
    session_id text,
    placed_at bigint not null,
    expires_at bigint not null,
    changed_at bigint not null,
    version bigint not null
);

-- One live hold per buyer and performance.
create unique index hold_buyer on hold (performance_id, buyer) where is_live = 1;
create index hold_due on hold (expires_at) where is_live = 1;
create index hold_of_buyer on hold (buyer, is_live);
create unique index hold_session on hold (session_id) where session_id is not null;
create index hold_paid on hold (changed_at)
    where phase in ('sold', 'voided', 'refund_due', 'refunded', 'review', 'pending');

-- The promise: a seat is in at most one claim. Two claims have no hold: 'house' keeps the seat back,
-- 'elsewhere' says that it was sold outside this shop.
create table claim (
    performance_id bigint not null,
    seat bigint not null,
    hold_id text not null,
    primary key (performance_id, seat)
);

create table hold_log (
    hold_id text not null,
    version bigint not null,
    at bigint not null,
    phase text not null,
    note text not null,
    primary key (hold_id, version)
);

create table ticket_order (
    id text primary key not null,
    hold_id text not null unique,
    session_id text not null unique,
    performance_id bigint not null,
    name text not null,
    email text not null,
    amount_minor bigint not null,
    currency text not null,
    placed_at bigint not null,
    state text not null
);

create table ticket (
    order_id text not null,
    seat bigint not null,
    tier bigint not null,
    amount_minor bigint not null,
    code text not null unique,
    primary key (order_id, seat)
);

-- Calls owed to Stripe, with the very bytes and keys to send.
create table outbox (
    id text primary key not null,
    kind text not null,
    hold_id text not null,
    session_id text,
    idempotency_key text not null,
    body text not null,
    give_up_at bigint,
    priority bigint not null,
    attempts bigint not null,
    next_at bigint not null,
    created_at bigint not null,
    done_at bigint,
    outcome text
);

create index outbox_due on outbox (next_at) where done_at is null;

-- Webhook events as they came, before anything was done about them.
create table inbox (
    id text primary key not null,
    kind text not null,
    object_id text not null,
    body text not null,
    received_at bigint not null,
    attempts bigint not null,
    next_at bigint not null,
    done_at bigint
);

create index inbox_due on inbox (next_at) where done_at is null;

-- Payments that no hold can answer for: they go back.
create table stray_payment (
    session_id text primary key not null,
    payment_intent text,
    amount_minor bigint not null,
    currency text not null,
    seen_at bigint not null,
    refunded_at bigint
);

create table admin_session (
    token_hash text primary key not null,
    created_at bigint not null,
    seen_at bigint not null
);
