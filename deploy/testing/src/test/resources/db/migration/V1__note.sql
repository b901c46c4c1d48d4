create table note (line text not null);
