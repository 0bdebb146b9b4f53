"""The charts of the register: a page with all of them, and each as a picture or as the table behind it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from lfr_kg.base.errors import NotFound
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.negotiation import Format
from lfr_kg.web.http.responses import page, respond
from lfr_kg.web.register.pages import also_of
from lfr_kg.web.register.shown import shown

routes = Blueprint("register_charts", __name__)

SVG = Format("svg", ("image/svg+xml",))


@routes.get("/register/charts")
def charts() -> Answer:
    """Every chart over all forces, with the table behind it."""
    held = shown()
    figure, norm = held.about_the_figure()
    return page("register_charts.html", also=also_of(held), charts=held.of_all, said=held.sentences, figure=figure, figure_norm=norm)


@routes.get("/register/charts/<name>")
def chart(name: str) -> Answer:
    """The table behind one chart as CSV, or its picture as SVG."""
    held = shown()
    found = held.charts.get(name)
    if found is None:
        raise NotFound(f"The register has no chart “{name[:60]}”. The list is at /register/charts.")
    form, content_type = negotiation.choose(request.headers.get("Accept"), (negotiation.CSV, SVG), request.args.get("format"))
    if form is negotiation.CSV:
        return respond(found.as_csv(), content_type, also=also_of(held))
    if not found.svg:
        raise NotFound("No pictures were drawn here: whoever runs this service does so with lfr-kg build --register.")
    return respond(found.svg, content_type, also=also_of(held))
