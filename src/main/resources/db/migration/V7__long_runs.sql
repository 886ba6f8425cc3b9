-- Runs under way that were accepted and that nobody waits for. "outcome" and "steps" are what is kept of one if the
-- process that makes it goes away; then, or when it is over, its row gives way to one of "experiment".
create table if not exists long_run (
  id uuid primary key,
  instance uuid not null,
  started_at timestamp(6) with time zone not null,
  label varchar(64),
  target_host varchar(255),
  cancelled boolean not null,
  outcome varchar not null,
  steps varchar not null
);

create index if not exists long_run_by_time on long_run (started_at desc, id desc);
create index if not exists long_run_by_instance on long_run (instance);
