"""The record: bytes in, proof out; append-only; knows nothing of conflict."""

from trucewatch.record.archive import Archive
from trucewatch.record.errors import RecordError, RecordLocked
from trucewatch.record.line import Batch, Table
from trucewatch.record.record import Record, Segment

__all__ = ["Archive", "Batch", "Record", "RecordError", "RecordLocked", "Segment", "Table"]
