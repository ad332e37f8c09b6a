"""A new case folder: the questions, and the files made from the answers. Writes nothing."""

from trucewatch.case.starter.answers import QUESTIONS, Answers, Ask, Question, gather
from trucewatch.case.starter.files import folder_name_problem, make

__all__ = ["QUESTIONS", "Answers", "Ask", "Question", "folder_name_problem", "gather", "make"]
