-- A number in [0, 1) that is always the same for the same question.
CREATE FUNCTION demo.chance(question text, n bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (hashtextextended(question, n) & 4503599627370495) / 4503599627370496.0::float8
$$;

-- A whole number from low to high, both included.
CREATE FUNCTION demo.span(low int, high int, question text, n bigint) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT low + floor(demo.chance(question, n) * (high - low + 1))::int
$$;

-- One of a list.
CREATE FUNCTION demo.pick(list text[], question text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT list[1 + floor(demo.chance(question, n) * cardinality(list))::int]
$$;

-- Numbers in [0, 1) that spread evenly however few they are: a small company has its share of each fate, too.
CREATE FUNCTION demo.spread(step float8, n bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT n * step - floor(n * step)
$$;

-- The day itself, or the Friday before a weekend.
CREATE FUNCTION demo.weekday(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT day - greatest(extract(isodow FROM day)::int - 5, 0)
$$;

-- A moment of a working day in the reporting zone; the fraction moves through its hours.
CREATE FUNCTION demo.moment(day date, fraction float8) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT (day + time '08:00' + fraction * interval '9 hours')::timestamptz
$$;

-- Letters only, for the names of domains.
CREATE FUNCTION demo.plain(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(lower(name), '[^a-z]', '', 'g')
$$;

-- The months of the history and how busy each is.
CREATE TABLE demo.months AS
SELECT m::date AS month, (m + interval '1 month - 1 day')::date AS last_day,
  working_days(m::date, (m + interval '1 month - 1 day')::date) AS working_days,
  (ARRAY[0.97, 1.00, 1.06, 1.00, 0.99, 1.04, 0.93, 0.80, 1.04, 1.05, 1.03, 0.78])[extract(month FROM m)::int] AS season
FROM generate_series(demo.first_day(), demo.today(), interval '1 month') AS m;

-- The days on which hours are logged, numbered.
CREATE TABLE demo.working_days AS
SELECT d::date AS day, date_trunc('month', d)::date AS month, row_number() OVER (ORDER BY d) AS place
FROM generate_series(demo.first_day(), demo.today(), interval '1 day') AS d
WHERE extract(isodow FROM d) <= 5 AND to_char(d, 'MMDD') NOT IN ('0101', '1225', '1226');
