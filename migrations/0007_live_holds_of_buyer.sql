-- Only live holds are looked for by buyer: one that ends leaves the index, and no other is written.
drop index hold_of_buyer;
create index hold_of_buyer on hold (buyer) where is_live = 1;
