"""A page, a redirection, a plain form: the answers routes give."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from workspace.errors import Forbidden
from workspace.i18n import N_
from workspace.web.identity import is_own_form, remember_visit
from workspace.web.toolbox import toolbox
from workspace.web.uploads import Fields, read_fields

NOT_OUR_FORM = N_("This page was open for too long. Please go back, reload it and try again.")
NOTICE_COOKIE = "grenier-notice"


async def page(
    request: Request,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    reason: str | None = None,
) -> Response:
    """Render `template` inside the shell of whoever asks; `reason` says why they may see it.

    `today` is the territory's, unless `context` says the day it is where a child is followed.
    """
    tools = toolbox(request)
    shell = await tools.shell(request)
    shell = replace(
        shell,
        reason=reason,
        notice=shell.notice or NOTICES.get(request.cookies.get(NOTICE_COOKIE, "")),
    )
    body = tools.templates.render(
        template, {"today": tools.clock.today(), **context, "shell": shell}
    )
    response = HTMLResponse(body, status_code=status)
    if NOTICE_COOKIE in request.cookies:
        response.delete_cookie(NOTICE_COOKIE, path="/", samesite="lax", httponly=True)
    remember_visit(request, response, secure=tools.is_secure)
    return response


NOTICES = {
    "addendum": N_("It is added below what was signed."),
    "assessment_signed": N_("The assessment is signed."),
    "part_closed": N_("This part is closed."),
    "part_kept": N_("What you wrote is kept."),
    "part_reopened": N_("The part is open again."),
    "part_settled": N_("The two versions are one again; both are kept behind it."),
    "enrolled": N_("The child is enrolled."),
    "attempt": N_("The attempt is recorded: by phone, today. You can say more, or undo it."),
    "tried": N_("The attempt is recorded."),
    "reached": N_("The contact is recorded: the child is in sight again."),
    "attempt_undone": N_("The attempt is undone."),
    "written": N_("Your words are kept."),
    "taken_back": N_("The words are withdrawn. They can be put back below."),
    "put_back": N_("The words are back."),
    "let_in": N_("The circle has one more person."),
    "renewed": N_("The place is renewed."),
    "left": N_("The end of the place is recorded."),
    "moved": N_("The move is recorded."),
    "corrected": N_("The correction is kept, and what it corrects stays in the history."),
    "ended": N_("Follow-up has ended. The dossier stays."),
    "joined": N_("The two dossiers are joined. It can be undone at any time."),
    "kept_path": N_("The path is up to date."),
    "kept_people": N_("What you wrote is kept."),
    "resumed": N_("The child is followed again."),
    "unjoined": N_("The two dossiers are apart again, as they were."),
    "planned": N_("The assessment is planned."),
    "appointment": N_("The appointment is written down."),
    "feed_ended": N_("The address is stopped: it opens nothing any more."),
    "rates": N_("It is in force; what was before stays."),
    "reach": N_("Your choices are kept."),
    "appointment_changed": N_("The appointment is corrected."),
    "need": N_("The need is stated."),
    "network": N_("The directory has one more person."),
    "network_practice": N_("It is written; what was said before stays."),
    "note": N_("The note is kept."),
    "sessions": N_("The sessions are recorded."),
    "step": N_("This is recorded."),
    "clinic": N_("The assessments are planned."),
    "assessed": N_("The assessment is written down as done."),
    "missed": N_("The reason is written down."),
    "reopened": N_("The assessment is to be done again."),
    "examined": N_("The examination is written down as done."),
    "undone": N_("This is taken back; what was written is kept in the history."),
    "feedback": N_("Thank you. What you said is kept, and its answer will be here."),
    "feedback_answered": N_("The answer is sent: whoever wrote reads it."),
    "feedback_gone": N_("It is erased, its answer too."),
    "session": N_("The session is recorded."),
    "protocol_applied": N_("The change is applied: it holds from its day on."),
    "protocol_set_aside": N_("The proposal is set aside; it stays readable."),
    "programme_changed": N_("The change of programme is recorded; what was done before stays."),
    "tried_again": N_("What was given up is tried again. This page says what became of it."),
    "session_corrected": N_("The session is corrected; what was written before is kept."),
    "session_withdrawn": N_("The session is counted no more; what was written is kept."),
    "measured": N_("The measure is written."),
    "measure_withdrawn": N_("The measure no longer stands; what was written is kept."),
    "health_written": N_("It is written."),
    "health_withdrawn": N_("It no longer stands; what was written is kept."),
    "emergency": N_("The emergency sheet is filed, in Word and in PDF: the circle may open it."),
    "numbers": N_("The numbers hold from now on; what was read before keeps its reading."),
    "reference": N_("Every curve is read against this from now on."),
    "scale": N_("The questionnaire is kept."),
    "scale_new_informant": N_(
        "The questionnaire is kept, and marked: whoever answered has known the child for less than two weeks."
    ),
    "link_closed": N_("The link is closed."),
    "drafted": N_("The PPE is ready, in Word and in PDF."),
    "filed": N_("The document is filed in the dossier."),
    "kept": N_("The memory is in the box."),
    "withdrawn": N_("The memory is withdrawn from the box."),
    "opened": N_("The conversation is open."),
    "sent": N_("Your message is sent."),
    "view_saved": N_("This choice is kept. It is one click away, for you alone."),
    "view_removed": N_("This choice is no longer kept. No child was changed."),
    "released": N_("The box is handed over."),
}
"""The receipts of acts, by the code that a redirection carries in a cookie."""


def see(path: str, *, notice: str | None = None) -> Response:
    """Answer a form that succeeded: go and look there (303), with the receipt of what was done."""
    response = RedirectResponse(path, status_code=303)
    if notice is not None:
        assert notice in NOTICES
        response.set_cookie(
            NOTICE_COOKIE, notice, max_age=60, path="/", samesite="lax", httponly=True
        )
    return response


async def form(request: Request) -> Fields:
    """Return the fields of a plain form sent by a page of this session; raises `Forbidden` for any other."""
    fields = await read_fields(request)
    check_token(request, fields)
    return fields


def check_token(request: Request, fields: Mapping[str, str]) -> None:
    """Raise `Forbidden` unless `fields` carry the token of this session's forms."""
    if not is_own_form(request, fields.get("csrf_token", "")):
        raise Forbidden(NOT_OUR_FORM)
