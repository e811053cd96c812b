"""Words of the law's side: sensitive questions and answers, ARCO requests."""

from app.messages import mark
from app.models.privacy import ArcoKind, ArcoStatus, SensitiveQuestion

QUESTIONS: dict[str, str] = {
    SensitiveQuestion.GENDER: mark("Gender"),
    SensitiveQuestion.INDIGENOUS: mark("Do you consider yourself part of an indigenous people or community?"),
    SensitiveQuestion.AFRO_MEXICAN: mark("Do you consider yourself Afro-Mexican or of African descent?"),
    SensitiveQuestion.DISABILITY: mark("Do you live with a disability?"),
    SensitiveQuestion.LGBT: mark("Are you part of the LGBT+ community?"),
    SensitiveQuestion.UNION: mark("Are you a member of a union?"),
}
ANSWERS: dict[str, str] = {
    "woman": mark("Woman"),
    "man": mark("Man"),
    "non_binary": mark("Non-binary"),
    "own_words": mark("In my own words"),
    "yes": mark("Yes"),
    "no": mark("No"),
    "not_said": mark("Not said"),
}
KINDS: dict[str, str] = {
    ArcoKind.ACCESS: mark("Access"),
    ArcoKind.RECTIFICATION: mark("Rectification"),
    ArcoKind.CANCELLATION: mark("Cancellation"),
    ArcoKind.OPPOSITION: mark("Opposition"),
}
KINDS_EXPLAINED: dict[str, str] = {
    ArcoKind.ACCESS: mark("Know what the registry holds of me and what it is used for."),
    ArcoKind.RECTIFICATION: mark("Correct what is wrong, out of date or incomplete."),
    ArcoKind.CANCELLATION: mark("Have my data blocked and then erased."),
    ArcoKind.OPPOSITION: mark("Not have my data used for one purpose."),
}
STATUSES: dict[str, str] = {
    ArcoStatus.RECEIVED: mark("Waiting for an answer"),
    ArcoStatus.GRANTED: mark("Granted, to be carried out"),
    ArcoStatus.REFUSED: mark("Not granted"),
    ArcoStatus.DONE: mark("Carried out"),
}
SOURCES: dict[str, str] = {
    "self": mark("By the person, signed in"),
    "email": mark("E-mail"),
    "paper": mark("On paper"),
    "call": mark("Phone call"),
}
