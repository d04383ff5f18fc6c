-- Several instances on one database. `kept_by` says whose clerk looks after a row first; when that
-- instance is gone another one takes it over. Alone, nobody has a name.
alter table hold add column kept_by text not null default '';
alter table outbox add column kept_by text not null default '';
alter table inbox add column kept_by text not null default '';

create table instance (
    name text primary key not null,
    alive_until bigint not null
);

-- What each till committed, in its own order: others read on from where they are. The row is also
-- what tells a batch that was committed from one that was not, when the answer was lost.
create table till_log (
    till text not null,
    seq bigint not null,
    at bigint not null,
    touched text not null,
    primary key (till, seq)
);

create index till_log_at on till_log (at);

create table till_head (
    till text primary key not null,
    seq bigint not null,
    at bigint not null
);

-- Whose the money of a session is, decided once: a hold's, or 'nobody'.
create table session_money (
    session_id text primary key not null,
    whose text not null
);

create index session_money_whose on session_money (whose);

insert into session_money (session_id, whose) select session_id, hold_id from ticket_order;
insert into session_money (session_id, whose) select session_id, 'nobody' from stray_payment
    where true on conflict do nothing;
