-- SQLite's table function of this name, over an array: what lets one text serve both engines.
-- Neither strict nor volatile: either would keep the planner from drawing it into the statement.
create function jsonb_each(documents text) returns table (value jsonb)
    language sql immutable parallel safe
    as $$ select * from jsonb_array_elements(cast(documents as jsonb)) $$;
