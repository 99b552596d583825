-- Chance that is the same in every run, ids that sort as they were given out, and a few hundred names.
CREATE FUNCTION pg_temp.chance(what text, n bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (hashtextextended(what, n) & 9007199254740991)::float8 / 9007199254740992
$$;
CREATE FUNCTION pg_temp.id_of(kind int, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '0198c0' || lpad(to_hex(kind), 2, '0') || '-' || substr(lpad(to_hex(n), 16, '0'), 1, 4) || '-7000-8000-'
    || substr(lpad(to_hex(n), 16, '0'), 5)
$$;
CREATE FUNCTION pg_temp.one_of(words text[], what text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT words[1 + floor(pg_temp.chance(what, n) * cardinality(words))::int]
$$;
CREATE FUNCTION pg_temp.customer_of(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor(power(pg_temp.chance('customer', n), 1.7) * $customers)::bigint
$$;
