-- The settings of hosts under which outcomes were made; "outcome" names them by their hash. See StoredEnvironments.
create table if not exists environment (
  hash varchar(16) primary key,
  settings varchar not null,
  used_until timestamp(6) with time zone not null
);
