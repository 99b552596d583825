"""What processes send and receive, and who is told."""

from data.entities import Entity
from data.models import FileTransfer, NotificationSubscription
from data.rules import at_least, between
from data.vocabulary import EventType

TRANSFERS = Entity(
    "transfers",
    FileTransfer,
    "File transfers",
    "file transfer",
    form=(
        *("name", "process_id", "connection_type", "direction", "file_pattern", "host", "port", "username"),
        *("credential_reference", "host_key", "remote_path", "local_path", "schedule_type", "run_at", "timezone"),
        *("weekday", "day_of_month", "expected_within", "is_active"),
    ),
    grid=("name", "process_id", "connection_type", "direction", "schedule_type", "is_active"),
    natural=("name", "process_id"),
    rules=(
        between("port", 1, 65535, "A port is 1 to 65535."),
        between("weekday", 1, 7, "A weekday is 1 (Monday) to 7 (Sunday)."),
        between("day_of_month", 1, 31, "A day of the month is 1 to 31."),
        at_least("expected_within", 1, "Minutes must be more than 0."),
    ),
    labels={
        "connection_type": "Protocol",
        "schedule_type": "Schedule",
        "run_at": "Time of day",
        "timezone": "Time zone",
        "expected_within": "Expected within (minutes)",
        "is_active": "Active",
    },
    kinds={"timezone": "zone"},
    parent="process_id",
    order="name",
    words=("name", "host", "file_pattern", "remote_path"),
    in_place=("name", "schedule_type", "is_active"),
    bulk=("schedule_type", "is_active"),
    help={
        "file_pattern": "Which files: * stands for anything, such as sales_*.csv.",
        "credential_reference": "The name under which the password or key is kept; never the password itself.",
        "host_key": "The server's public key; a server that shows another one is refused.",
        "run_at": "When it runs, in the time zone below.",
        "weekday": "For weekly schedules: 1 is Monday, 7 is Sunday.",
        "day_of_month": "For monthly schedules; in a shorter month it is the last day.",
        "expected_within": "How long after its time files may take before they count as late.",
        "is_active": "Only active transfers run by themselves.",
    },
)

NOTIFICATIONS = Entity(
    "notifications",
    NotificationSubscription,
    "Notifications",
    "notification",
    form=("process_id", "recipient_name", "recipient_email", "recipient_role", "event_types", "is_active"),
    grid=("process_id", "recipient_name", "recipient_email", "event_types", "is_active"),
    natural=("process_id", "recipient_email"),
    labels={"recipient_email": "E-mail", "event_types": "Told about", "is_active": "Active"},
    kinds={"recipient_email": "email", "event_types": "choices"},
    choices={"event_types": tuple(event.value for event in EventType)},
    parent="process_id",
    order="recipient_email",
    called=("recipient_name", "recipient_email", "process_id"),
    words=("recipient_name", "recipient_email", "recipient_role"),
    in_place=("recipient_name", "recipient_email", "is_active"),
    bulk=("event_types", "is_active"),
    help={"event_types": "What is written to them about.", "is_active": "Switch off to stop the messages for a while."},
)
