-- Payments on the account that nothing of the shop's answers for. They are never touched by
-- themselves: a person says whether they go back ('refund') or are somebody else's ('not_ours').
create table unknown_payment (
    session_id text primary key not null,
    payment_intent text,
    amount_minor bigint not null,
    currency text not null,
    why text not null,
    seen_at bigint not null,
    decided_at bigint,
    decision text
);

create index unknown_payment_open on unknown_payment (seen_at) where decided_at is null;
