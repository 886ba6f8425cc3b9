-- "ordered" holds JSON. "done" is changed in the transaction that appends the runs, and is exactly their number.
create table campaign (
  id uuid primary key,
  created_at timestamp(6) with time zone not null,
  vantage varchar(255) not null,
  instance uuid not null,
  status varchar(16) not null,
  total bigint not null,
  done bigint not null,
  message varchar,
  started_at timestamp(6) with time zone,
  finished_at timestamp(6) with time zone,
  ordered varchar not null
);

create index campaign_by_time on campaign (created_at desc, id desc);
create index campaign_by_status on campaign (status, finished_at);

-- The runs of a campaign in the order they were appended, many to a row: as rows of their own they would cost the
-- lanes a third of their rate. "packed" is PackedRuns's.
create table campaign_runs (
  campaign uuid not null,
  first_run bigint not null,
  runs integer not null,
  packed bytea not null,
  primary key (campaign, first_run)
);

-- What the first runs come to, in parts, since H2 takes at most a megabyte into a value.
create table campaign_summary (
  campaign uuid not null,
  part integer not null,
  runs bigint not null,
  tallies bytea not null,
  primary key (campaign, part)
);

-- Campaigns that are deleted, and whose runs and outcomes still are to be.
create table campaign_leftover (
  campaign uuid primary key
);

create table instance_lease (
  instance uuid primary key,
  expires_at timestamp(6) with time zone not null
);

create index experiment_by_campaign on experiment (campaign, started_at desc, id desc);
