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
