-- One row: how far the wall clock can be believed. See HistoryClock.
create table if not exists history_clock (
  id smallint primary key,
  seen_at timestamp(6) with time zone not null,
  doubted_micros bigint not null,
  doubted_until timestamp(6) with time zone,
  later_micros bigint not null
);
