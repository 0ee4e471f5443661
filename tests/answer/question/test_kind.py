"""The kind of question decides what an answer is to be like."""

import pytest

from qa.answer.question.kind import question_kind

KINDS = {
    "overview": (
        "What is this about?", "Summarise the articles", "what do we know about the timetable",
        "What is the latest on the strike?", "Latest news?", "Give me a short summary of the flood", "What happened?",
    ),
    "definition": ("what is ISIL", "Who is Qassem Soleimani?", "What does NATO stand for?"),
    "fact": (
        "What is the capital of Norway?", "Who is the mayor of Orme?", "How many people were hurt?", "pier cost",
        "What is the latest inflation rate of Norland?",
        "Could you tell me when the bridge opens?", "What was said about him and his wife?", "",
    ),
    "reason": ("Why did the council reject it?", "what caused the fire", "What were the reasons for the delay?"),
    "manner": ("How did the thieves get in?", "Can you explain how the vote works?"),
    "yes_no": (
        "Did the council agree?", "has the bridge reopened", "Could you tell me whether the bridge is open?",
        "Is it true that the bridge was closed?", "Isn't he the mayor?",
    ),
    "comparison": ("Do the articles agree on the number of dead?", "What is the difference between the two plans?"),
    "list": ("Which countries have troops in Iraq?", "Name the towns that were flooded", "Who are the candidates?"),
    "several": ("When was it built and who paid for it?", "Who won? And who lost?"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "question"), [(kind, question) for kind in KINDS for question in KINDS[kind]])
def test_a_question_is_of_the_kind_that_a_reader_takes_it_for(kind: str, question: str) -> None:
    assert question_kind(question) == kind
