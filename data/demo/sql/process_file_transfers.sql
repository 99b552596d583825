-- Feeds and extracts have a transfer: run by hand, or on a schedule that is not switched on.
INSERT INTO process_file_transfers (process_id, name, connection_type, direction, file_pattern, schedule_type, host,
  port, username, remote_path, local_path, is_active, run_at, timezone, weekday, day_of_month, expected_within,
  created_at, updated_at)
SELECT p.id, n.name, protocol, CASE WHEN n.area LIKE '%Extract' THEN 'Outbound' ELSE 'Inbound' END,
  demo.plain(split_part(n.name, ' – ', 1)) || '_*.csv', schedule,
  CASE WHEN protocol <> 'Local' THEN lower(protocol) || '.' || c.domain END,
  CASE protocol WHEN 'SFTP' THEN 22 WHEN 'FTP' THEN 21 WHEN 'HTTP' THEN 443 END,
  CASE WHEN protocol IN ('SFTP', 'FTP') THEN 'dmcrm_' || left(split_part(c.domain, '.', 1), 8) END,
  CASE WHEN n.area LIKE '%Extract' THEN '/inbox/' ELSE '/outgoing/' END,
  'transfers/' || split_part(c.domain, '.', 1) || '/',
  schedule = 'Manual', CASE WHEN schedule <> 'Manual' THEN make_time(demo.span(4, 9, 'hour', p.key), 30, 0) END,
  CASE WHEN schedule <> 'Manual' THEN 'America/New_York' END,
  CASE WHEN schedule = 'Weekly' THEN demo.span(1, 5, 'weekday', p.key) END,
  CASE WHEN schedule = 'Monthly' THEN demo.span(1, 10, 'month day', p.key) END,
  CASE WHEN schedule <> 'Manual' THEN 60 * demo.span(1, 4, 'window', p.key) END, s.created_at, s.created_at
FROM process_plan p JOIN process_state s USING (key) JOIN process_names n USING (key)
JOIN demo.customer_plan c ON c.n = p.n,
LATERAL (SELECT demo.pick(ARRAY['SFTP', 'SFTP', 'SFTP', 'S3', 'S3', 'ADLS', 'HTTP', 'FTP', 'Local'], 'protocol', p.key)
    AS protocol,
  CASE WHEN demo.chance('by hand', p.key) < 0.4 THEN 'Manual' WHEN n.name LIKE 'Daily%' THEN 'Daily'
    WHEN n.name LIKE 'Monthly%' THEN 'Monthly' ELSE 'Weekly' END AS schedule) AS drawn
WHERE (n.area LIKE '%Extract' OR n.area LIKE '%Ingestion') AND demo.chance('transfer', p.key) < 0.35
ORDER BY s.created_at, p.key
