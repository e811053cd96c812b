"""The words of accounts: their rights, and what happened to them by the audit's action."""

from app.messages import mark
from app.models.account import Role

SECURITY_WORDS: dict[str, str] = {
    "account:account:created": mark("Account opened"),
    "account:account:invited": mark("Invitation sent"),
    "account:account:deactivated": mark("Account closed"),
    "account:account:reactivated": mark("Account opened again"),
    "account:role:changed": mark("Rights changed"),
    "account:device:signed_in": mark("Signed in"),
    "account:device:revoked": mark("A device was signed out"),
    "account:devices:revoked": mark("Devices were signed out"),
    "account:link:asked": mark("Sign-in link asked for"),
    "command:link:made": mark("Sign-in link made on the server"),
    "account:password:failed": mark("Wrong password"),
    "account:password:changed": mark("Password changed"),
    "account:password:reset": mark("New password asked for by an administrator"),
    "account:second_factor:set": mark("Second factor set up"),
    "account:second_factor:failed": mark("Wrong code"),
    "account:second_factor:dropped": mark("Second factor taken away"),
    "account:recovery_codes:made": mark("New recovery codes"),
    "account:recovery_code:used": mark("A recovery code was used"),
}

ROLE_WORDS: dict[Role, str] = {
    Role.CREW: mark("Crew"),
    Role.PRODUCTION: mark("Production"),
    Role.READER: mark("Reader"),
    Role.STAFF: mark("Staff"),
    Role.ADMIN: mark("Administrator"),
}
