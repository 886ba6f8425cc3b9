-- One row, written anew to find out whether anything can be written. See WriteTrial.
create table if not exists write_trial (
  id smallint primary key,
  padding bytea not null
);
