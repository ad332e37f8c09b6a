"""Exports of chats: read message by message, people and numbers coded, nothing raw kept."""
