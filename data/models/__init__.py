"""The tables of the specification and of domain.md §2, one module per subject."""

from data.models.accounts import (
    AccountLink,
    IdempotencyKey,
    RoleGrant,
    User,
    UserCustomer,
    UserPreference,
    UserRole,
    UserSession,
)
from data.models.assistant import ChatMessage, ChatSession
from data.models.base import Base, add_plain_checks
from data.models.customers import (
    Communication,
    Contact,
    ContactCustomerAssignment,
    Customer,
    CustomerImportantDate,
    CustomerNote,
    Service,
    Team,
)
from data.models.documents import Document, DocumentVersion
from data.models.figures import CustomerFigures, FiguresKept
from data.models.history import (
    AuditLog,
    FoldedDeltas,
    ProcessStay,
    Rollup,
    RollupDelta,
    SearchDocument,
    SearchWord,
    StatusChange,
)
from data.models.hours import TimeEntry
from data.models.imports import Import, ImportMapping
from data.models.integration import (
    FileTransfer,
    Notification,
    NotificationSubscription,
    TimelineEvent,
    TransferFile,
    TransferRun,
)
from data.models.pharma import PharmaceuticalProduct
from data.models.reporting import AppSetting, ReportRun, ReportSchedule, SavedView
from data.models.work import Process, ProcessMilestone, ProcessTask, ProcessTeam

add_plain_checks(Base.metadata)

__all__ = [
    "AccountLink",
    "AppSetting",
    "AuditLog",
    "Base",
    "ChatMessage",
    "ChatSession",
    "Communication",
    "Contact",
    "ContactCustomerAssignment",
    "Customer",
    "CustomerFigures",
    "CustomerImportantDate",
    "CustomerNote",
    "Document",
    "DocumentVersion",
    "FiguresKept",
    "FileTransfer",
    "FoldedDeltas",
    "IdempotencyKey",
    "Import",
    "ImportMapping",
    "Notification",
    "NotificationSubscription",
    "PharmaceuticalProduct",
    "Process",
    "ProcessMilestone",
    "ProcessStay",
    "ProcessTask",
    "ProcessTeam",
    "ReportRun",
    "ReportSchedule",
    "RoleGrant",
    "Rollup",
    "RollupDelta",
    "SavedView",
    "SearchDocument",
    "SearchWord",
    "Service",
    "StatusChange",
    "Team",
    "TimeEntry",
    "TimelineEvent",
    "TransferFile",
    "TransferRun",
    "User",
    "UserCustomer",
    "UserPreference",
    "UserRole",
    "UserSession",
]
