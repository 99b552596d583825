-- Some at the customer want to hear about their open work.
INSERT INTO process_notifications (process_id, recipient_name, recipient_email, recipient_role, event_types, created_at,
  updated_at)
SELECT p.id, q.first_name || ' ' || q.surname,
  demo.plain(q.first_name) || '.' || demo.plain(q.surname) || '@' || q.domain,
  'Client', CASE WHEN demo.chance('hears', p.key) < 0.5
    THEN '["process_completed", "milestone_achieved"]'::jsonb
    ELSE '["process_stage_changed", "process_completed", "process_overdue"]'::jsonb END,
  s.created_at, s.created_at
FROM process_plan p JOIN process_state s USING (key)
JOIN contact_plan q ON q.n = p.n AND q.k = 1 + mod(p.key, 2)::int
WHERE NOT s.completed AND demo.chance('subscribed', p.key) < 0.4
ORDER BY s.created_at, p.key
