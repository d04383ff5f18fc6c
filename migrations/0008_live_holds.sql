-- A buyer's live hold stands in one index instead of two, under a name of half the length: where a
-- buyer stands is chance, so that each hold wrote a page of either index.
drop index hold_buyer;
drop index hold_of_buyer;
update hold set buyer = substr(buyer, 1, 32);
update past_hold set buyer = substr(buyer, 1, 32);

-- One live hold per buyer and performance.
create unique index hold_buyer on hold (buyer, performance_id) where is_live = 1;

-- With the name, so that many that end in the same instant can be read page after page.
drop index hold_due;
create index hold_due on hold (expires_at, id) where is_live = 1;
