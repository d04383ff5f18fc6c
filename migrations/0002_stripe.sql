-- How an event's seats are paid. `checkout_ui` null: the shop's own default.
alter table event add column checkout_ui text;
alter table event add column capture text not null default 'automatic';
alter table event add column delayed_methods bigint not null default 0;

-- How a hold's session is paid: on Stripe's page (checkout_url), or in a form on the shop's own page,
-- of this shape and with this secret.
alter table hold add column checkout_ui text;
alter table hold add column client_secret text;

-- Every try of a call, with Stripe's request id in its outcome: the outbox keeps the last alone.
create table call_try (
    call_id text not null,
    number bigint not null,
    at bigint not null,
    outcome text not null,
    primary key (call_id, number)
);

-- What was paid for a hold: less than its prices after a discount.
alter table hold add column paid_minor bigint;

-- The payment that a call takes, lets go or returns.
alter table outbox add column payment_intent text;
create index outbox_of_hold on outbox (hold_id);

-- What came of an event, and whose it was; an older one of the same type and object was the same.
alter table inbox add column outcome text;
alter table inbox add column hold_id text;
create index inbox_twin on inbox (object_id, kind);
create index inbox_of_hold on inbox (hold_id);
create index inbox_old on inbox (received_at);

-- Money on its way back, as Stripe last told of it. A payment without a hold has none here either.
create table refund (
    id text primary key not null,
    hold_id text,
    session_id text not null,
    amount_minor bigint not null,
    currency text not null,
    status text not null,
    is_ours bigint not null,
    failure text,
    created_at bigint not null,
    changed_at bigint not null
);

create index refund_of_hold on refund (hold_id);
create index refund_of_session on refund (session_id);

create table dispute (
    id text primary key not null,
    hold_id text,
    session_id text not null,
    amount_minor bigint not null,
    currency text not null,
    status text not null,
    reason text not null,
    answer_by bigint,
    created_at bigint not null,
    changed_at bigint not null
);

create index dispute_of_hold on dispute (hold_id);

create index order_placed on ticket_order (placed_at);
