-- How many experiments are kept, so that nobody need count a million rows. Each that is kept or forgotten leaves a
-- change behind, in the same transaction; now and then somebody adds the changes up by the hour and takes them away,
-- in one transaction too. Counts and changes together are exact at any moment, and no two writers share a row.
create table experiment_change (
  id bigint generated always as identity primary key,
  begins timestamp(6) with time zone not null,
  verdict varchar(32) not null,
  as_predicted varchar(5) not null,
  label varchar(64),
  target_host varchar(255),
  kept integer not null
);

create table experiment_count (
  dimension varchar(32) not null,
  of_what varchar(400) not null,
  begins timestamp(6) with time zone not null,
  verdict varchar(32) not null,
  as_predicted varchar(5) not null,
  kept bigint not null
);

-- No primary key, which would be another index: only whoever has the turn writes here, and each row once.
create index experiment_count_by_all on experiment_count (dimension, of_what, begins, verdict, as_predicted, kept);

-- Who has its row locked adds up.
create table experiment_count_turn (
  turn smallint primary key
);

insert into experiment_count_turn (turn) values (1);

insert into experiment_change (begins, verdict, as_predicted, label, target_host, kept)
select date_trunc('hour', started_at), verdict,
  case when as_predicted then 'true' when not as_predicted then 'false' else 'none' end,
  label, target_host, count(*)
from experiment
group by 1, 2, 3, 4, 5;

-- Each ends in what the other filters ask for, so that rows that don't match need not be read.
drop index experiment_by_time;
drop index experiment_by_verdict;
drop index experiment_by_as_predicted;
drop index experiment_by_label;
create index experiment_by_time on experiment (started_at desc, id desc, verdict, as_predicted);
create index experiment_by_verdict on experiment (verdict, started_at desc, id desc, as_predicted);
create index experiment_by_as_predicted on experiment (as_predicted, started_at desc, id desc, verdict);
create index experiment_by_label on experiment (label, started_at desc, id desc, verdict, as_predicted, target_host);
create index experiment_by_target_host
  on experiment (target_host, started_at desc, id desc, verdict, as_predicted, label);
