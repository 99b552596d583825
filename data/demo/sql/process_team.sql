-- Each process works for the team it is named after.
INSERT INTO process_team (process_id, team_id, customer_id, created_at)
SELECT p.id, n.team_id, p.customer_id, s.created_at
FROM process_plan p JOIN process_names n USING (key) JOIN process_state s USING (key) ORDER BY p.key
