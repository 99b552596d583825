"""Conversations with the assistant."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from data.models.base import Base, Code, Created, Editable, Id, Line, Words, reference, words
from data.vocabulary import ChatRole


class ChatSession(Editable, Base):
    __tablename__ = "ai_chat_sessions"

    id: Mapped[Id]
    user_id: Mapped[str] = reference("users.id", "CASCADE")
    title: Mapped[Line | None]
    model: Mapped[Code | None]
    system_prompt: Mapped[Words | None]


class ChatMessage(Base):
    __tablename__ = "ai_chat_messages"
    __table_args__ = (sa.Index("ix_ai_chat_messages_session_id_created_at", "session_id", "created_at"),)

    id: Mapped[Id]
    session_id: Mapped[str] = reference("ai_chat_sessions.id", "CASCADE", index=False)
    role: Mapped[ChatRole] = words(ChatRole)
    content: Mapped[Words]
    created_at: Mapped[Created]
