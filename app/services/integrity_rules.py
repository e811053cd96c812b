"""The rules that always hold, each as a query of its own over the whole database that finds the rows which break it.

Written apart from the services on purpose, in SQL that both engines read: what a service gets wrong, its own queries
would not see. Times and days before the check are named; a query returns the ids of the rows that are wrong.
"""

from dataclasses import dataclass

from app.messages import mark

# Holds of the demo were drawn, not asked for and accepted: they have neither history nor a sequence of real time.
_REAL_HOLD = "(NOT h.fictional OR EXISTS (SELECT 1 FROM offer AS f WHERE f.hold_id = h.id))"
_NO_EVENT = "NOT EXISTS (SELECT 1 FROM audit_event AS e WHERE e.subject_kind = '{kind}' AND e.subject_id = t.id)"


@dataclass(frozen=True)
class Rule:
    """What must hold, what to do where it doesn't, which table's ids are found, and the query."""

    id: str
    says: str
    remedy: str
    table: str
    query: str


_REBOOK = mark("Cancel one of the two bookings and tell both productions.")
_REPORT = mark("Nobody but the program should have written this row. Restore a backup beside it and compare.")
_SCHEDULER = mark("See on this page whether the job runs; its own error says why it doesn't.")

RULES: tuple[Rule, ...] = (
    Rule(
        "booked_twice",
        mark("Nobody is booked twice on a day."),
        _REBOOK,
        "booking_span",
        "SELECT a.id FROM booking_span AS a JOIN booking_span AS b ON b.crew_member_id = a.crew_member_id"
        " AND b.id > a.id AND b.starts_on <= a.ends_on AND b.ends_on >= a.starts_on WHERE a.live AND b.live",
    ),
    Rule(
        "booked_days",
        mark("The days of a booking are taken exactly while it stands, and are its own person's."),
        _REPORT,
        "booking_span",
        "SELECT s.id FROM booking_span AS s JOIN booking AS b ON b.id = s.booking_id"
        " WHERE s.live <> (b.status = 'confirmed') OR s.crew_member_id <> b.crew_member_id",
    ),
    Rule(
        "held_days",
        mark("The days of a hold count exactly while it lives, and are its own person's."),
        _REPORT,
        "hold_span",
        "SELECT s.id FROM hold_span AS s JOIN hold AS h ON h.id = s.hold_id"
        " WHERE s.live <> (h.status IN ('active', 'challenged')) OR s.crew_member_id <> h.crew_member_id",
    ),
    Rule(
        "no_days",
        mark("A hold that lives keeps at least one day."),
        _REPORT,
        "hold",
        "SELECT h.id FROM hold AS h WHERE h.status IN ('active', 'challenged')"
        " AND NOT EXISTS (SELECT 1 FROM hold_span AS s WHERE s.hold_id = h.id)",
    ),
    Rule(
        "seats",
        mark("No cohort has more people than seats."),
        mark("Raise the number of seats, or write who did not come, on the cohort's page."),
        "course",
        "SELECT c.id FROM course AS c JOIN training_record AS r ON r.course_id = c.id"
        " WHERE r.result IN ('enrolled', 'attended', 'completed', 'approved')"
        " GROUP BY c.id, c.seats HAVING count(*) > c.seats",
    ),
    Rule(
        "hold_order",
        mark("The order of a person's holds is that of their acceptance, without ties."),
        _REPORT,
        "hold",
        "SELECT o.id FROM (SELECT h.id, h.accepted_at, h.accept_seq,"
        " LAG(h.accepted_at) OVER w AS earlier_at, LAG(h.accept_seq) OVER w AS earlier_seq"
        f" FROM hold AS h WHERE {_REAL_HOLD}"
        " WINDOW w AS (PARTITION BY h.crew_member_id ORDER BY h.accept_seq, h.id)) AS o"
        " WHERE o.accepted_at < o.earlier_at OR o.accept_seq = o.earlier_seq",
    ),
    Rule(
        "hold_booked",
        mark("A hold is booked exactly where its booking is there."),
        _REPORT,
        "hold",
        f"SELECT h.id FROM hold AS h WHERE {_REAL_HOLD}"
        " AND (h.status = 'booked') <> EXISTS (SELECT 1 FROM booking AS b WHERE b.hold_id = h.id)",
    ),
    Rule(
        "offer_accepted",
        mark("An offer has a hold of the same person exactly where it was accepted."),
        _REPORT,
        "offer",
        "SELECT o.id FROM offer AS o LEFT JOIN hold AS h ON h.id = o.hold_id"
        " WHERE (o.status = 'accepted') <> (o.hold_id IS NOT NULL) OR h.crew_member_id <> o.crew_member_id",
    ),
    Rule(
        "challenge_open",
        mark("A challenge is open only while the hold that made it lives."),
        _REPORT,
        "challenge",
        "SELECT c.id FROM challenge AS c JOIN hold AS h ON h.id = c.hold_id"
        " WHERE c.status = 'open' AND h.status NOT IN ('active', 'challenged')",
    ),
    Rule(
        "challenged",
        mark("A hold is challenged exactly while an open challenge waits for its answer."),
        _REPORT,
        "hold",
        f"SELECT h.id FROM hold AS h WHERE {_REAL_HOLD} AND h.status IN ('active', 'challenged')"
        " AND (h.status = 'challenged') <> EXISTS (SELECT 1 FROM challenged_hold AS x"
        " JOIN challenge AS c ON c.id = x.challenge_id"
        " WHERE x.hold_id = h.id AND x.answer IS NULL AND c.status = 'open')",
    ),
    *(
        Rule(
            f"{name}_overdue",
            mark("What has run out is not left standing for hours."),
            _SCHEDULER,
            name,
            f"SELECT t.id FROM {name} AS t WHERE t.status IN ({states}) AND t.{until} < :hours_ago",
        )
        for name, states, until in (
            ("hold", "'active'", "expires_at"),
            ("offer", "'sent'", "answer_by_at"),
            ("challenge", "'open'", "deadline_at"),
        )
    ),
    *(
        Rule(
            f"{name}_untold",
            mark("Every offer, hold, challenge and booking has left an event in the audit."),
            _REPORT,
            name,
            f"SELECT t.id FROM {name} AS t WHERE {_NO_EVENT.format(kind=name)}{demo}",
        )
        for name, demo in (
            ("offer", ""),
            ("hold", " AND (NOT t.fictional OR EXISTS (SELECT 1 FROM offer AS f WHERE f.hold_id = t.id))"),
            ("challenge", ""),
            ("booking", " AND (NOT t.fictional OR t.hold_id IS NOT NULL)"),
        )
    ),
    Rule(
        "statement_untold",
        mark("Every statement's person has an event in the audit."),
        _REPORT,
        "statement",
        "SELECT t.id FROM statement AS t WHERE t.source <> 'demo' AND NOT EXISTS"
        " (SELECT 1 FROM audit_event AS e WHERE e.crew_member_id = t.crew_member_id)",
    ),
    Rule(
        "statement_overdue",
        mark("A word that counts no longer is marked as lapsed within days, while its days are still to come."),
        _SCHEDULER,
        "statement",
        "SELECT t.id FROM statement AS t WHERE t.source <> 'demo' AND t.lapsed_at IS NULL"
        " AND t.valid_until_on > '1970-01-01' AND t.valid_until_on < :days_ago AND t.ends_on > :tomorrow",
    ),
    Rule(
        "disclosed_without_basis",
        mark("Contact details went to a production only by consent, or granted by a named account."),
        mark("Revoke the disclosure, tell the person and the production, and note it as an incident."),
        "disclosure",
        "SELECT d.id FROM disclosure AS d JOIN disclosure_grant AS g ON g.id = d.grant_id"
        " WHERE CASE WHEN g.basis = 'grant' THEN g.granted_by_id IS NULL"
        " ELSE NOT EXISTS (SELECT 1 FROM consent AS c WHERE c.crew_member_id = d.crew_member_id"
        " AND c.purpose = 'share_with_productions' AND c.given_at <= d.disclosed_at"
        " AND (c.withdrawn_at IS NULL OR c.withdrawn_at > d.disclosed_at)) END",
    ),
    Rule(
        "message_lost",
        mark("A message is sent or given up within a week."),
        _SCHEDULER,
        "message",
        "SELECT m.id FROM message AS m WHERE m.sent_at IS NULL AND m.failed_at IS NULL AND m.queued_at < :week_ago",
    ),
)
