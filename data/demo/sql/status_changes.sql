-- Every move but the first is a change from the one before it.
INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, changed_at)
SELECT resource_type, resource_id, field, before, value, at
FROM (SELECT m.*, lag(value) OVER (PARTITION BY resource_type, resource_id, field ORDER BY at) AS before
  FROM moves m) AS m
WHERE before <> value ORDER BY at
