-- Holds that ended long ago without money: kept to be looked at, out of the way of those that live.
create table past_hold (
    id text primary key not null,
    performance_id bigint not null,
    buyer text not null,
    state text not null,
    seats text not null,
    currency text not null,
    contact text,
    checkout_url text,
    checkout_ui text,
    client_secret text,
    paid_minor bigint,
    placed_at bigint not null,
    expires_at bigint not null,
    version bigint not null
);
