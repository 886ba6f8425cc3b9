-- One row per kept experiment. The SQL is the common ground of H2 (MODE=PostgreSQL) and PostgreSQL.
-- "outcome" and "steps" hold JSON: nothing ever searches in them, and lists don't read the steps.
create table experiment (
  id uuid primary key,
  started_at timestamp(6) with time zone not null,
  verdict varchar(32) not null,
  as_predicted boolean,
  label varchar(64),
  origin varchar(16) not null,
  peer varchar(16) not null,
  vantage varchar(255) not null,
  target_host varchar(255),
  campaign uuid,
  outcome varchar not null,
  steps varchar not null
);

-- Each filter's index ends in the order that lists are read in.
create index experiment_by_time on experiment (started_at desc, id desc);
create index experiment_by_verdict on experiment (verdict, started_at desc, id desc);
create index experiment_by_as_predicted on experiment (as_predicted, started_at desc, id desc);
create index experiment_by_label on experiment (label, started_at desc, id desc);
