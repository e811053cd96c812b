"""What an account is told by e-mail when something about its safety changes."""

from typing import NamedTuple

from app.messages import mark


class Told(NamedTuple):
    """Subject and text of an e-mail, message ids; %(name)s and %(link)s stand in the text."""

    subject: str
    text: str


DEVICE_NEW = Told(
    mark("A new browser is signed in to your account"),
    mark(
        "Hello %(name)s,\n\nyour account was signed in to on a browser that was not seen before. If it was you, do "
        "nothing. If not, sign it out here and change your password:\n\n%(link)s"
    ),
)
FACTOR_CHANGED = Told(
    mark("Your account has a new second factor"),
    mark(
        "Hello %(name)s,\n\nan app for sign-in codes was set up for your account. If it was not you, tell the "
        "commission's administrator at once. What happened is listed here:\n\n%(link)s"
    ),
)
FACTOR_DROPPED = Told(
    mark("Your account has no second factor any more"),
    mark(
        "Hello %(name)s,\n\nthe second factor of your account was taken away. At your next sign-in you can set up a "
        "new one. If you know nothing of it, tell the commission's administrator at once:\n\n%(link)s"
    ),
)
FACTOR_RESET = Told(
    mark("You took away somebody's second factor"),
    mark(
        "Hello %(name)s,\n\nin your name the second factor of %(whose)s was taken away. If that was not you, change "
        "your password and look at your account's history:\n\n%(link)s"
    ),
)
PASSWORD_CHANGED = Told(
    mark("Your password was changed"),
    mark(
        "Hello %(name)s,\n\nthe password of your account was changed, and other devices were signed out. If it was not "
        "you, tell the commission's administrator at once. What happened is listed here:\n\n%(link)s"
    ),
)
INVITED = Told(
    mark("Your account with the film commission"),
    mark(
        "Hello %(name)s,\n\nthe film commission has opened an account for you in Llamado. Choose a password here and "
        "set up the second factor; the link works once, within seven days:\n\n%(link)s"
    ),
)
CREW_INVITED = Told(
    mark("The film commission invites you to look after your profile"),
    mark(
        "Hello %(name)s,\n\nyou are in the film commission's crew registry. This page lets you see your profile, say "
        "when you can work and choose what productions may know of you; the link works once, within seven days:\n\n"
        "%(link)s\n\nLater you sign in with this e-mail address, without a password: %(later)s\n\nOn your page you "
        "can also ask to be taken out of the registry."
    ),
)
PASSWORD_RESET = Told(
    mark("Choose a new password"),
    mark(
        "Hello %(name)s,\n\nthe commission's administrator asks you to choose a new password. The link works once, "
        "within seven days:\n\n%(link)s"
    ),
)
