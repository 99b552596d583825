"""The entities that people edit and import, one description each, named as in the permission matrix."""

from data.catalog import customers, documents, integration, work

ENTITIES = {
    entity.name: entity
    for entity in (
        *(customers.CUSTOMERS, customers.CONTACTS, customers.TEAMS, customers.SERVICES, work.HOURS),
        *(work.PROCESSES, work.TASKS, work.MILESTONES, work.PROCESS_TEAMS),
        *(customers.PRODUCTS, documents.DOCUMENTS, customers.NOTES, customers.DATES, customers.COMMUNICATIONS),
        *(integration.TRANSFERS, integration.NOTIFICATIONS),
    )
}
