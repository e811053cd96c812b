"""Words of feedback: what each side is asked, and the answers."""

from collections.abc import Mapping

from app.messages import mark
from app.models.feedback import FeedbackFact, FeedbackQuestion, FeedbackSide

ASKED: Mapping[FeedbackSide, Mapping[FeedbackQuestion, str]] = {
    FeedbackSide.PRODUCTION: {
        FeedbackQuestion.CAME_AS_AGREED: mark("Was there on the agreed days"),
        FeedbackQuestion.HAD_THE_SKILLS: mark("Had the skills of the agreed role"),
        FeedbackQuestion.RESPECT: mark("Treated others with respect"),
        FeedbackQuestion.AGAIN: mark("Would book again"),
    },
    FeedbackSide.PERSON: {
        FeedbackQuestion.PAID_AS_AGREED: mark("Paid as agreed"),
        FeedbackQuestion.DAYS_AS_AGREED: mark("Days and hours as agreed"),
        FeedbackQuestion.SAFE_SET: mark("The set was safe"),
        FeedbackQuestion.RESPECT: mark("Was treated with respect"),
        FeedbackQuestion.AGAIN: mark("Would work with them again"),
    },
}
"""Side that speaks -> its questions in the order of the form."""

FACTS: Mapping[FeedbackFact, str] = {
    FeedbackFact.YES: mark("Yes"),
    FeedbackFact.NO: mark("No"),
    FeedbackFact.NOT_APPLICABLE: mark("Does not apply"),
}
