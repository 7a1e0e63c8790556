-- `anteroom doctor` asks the instance with the stream to examine the server: an errand of nobody.
alter table errand alter column person_id drop not null;
