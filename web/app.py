"""The web application: one table of areas, and what all their pages share."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.typing import ResponseReturnValue

from engine.database import Database
from engine.settings import Settings
from web import drawing
from web.accounts import setup
from web.accounts import views as accounts
from web.admin import views as admin
from web.api import views as api
from web.assets import Assets
from web.desk import views as desk
from web.errors import handle_errors
from web.layout import furnish
from web.public import views as public
from web.reports import views as reports
from web.security import secure
from web.session import finish
from web.studio import views as studio
from web.supervise import views as supervise
from web.watching import views as watching
from web.watching.timing import watch

AREAS = (
    accounts.area,
    setup.area,
    drawing.area,
    public.area,
    desk.area,
    supervise.area,
    studio.area,
    reports.area,
    admin.area,
    api.area,
    watching.area,
)
WEB = Path(__file__).parent


class Amends(Flask):
    """A Flask application that keeps what a request did only when its answer is a good one."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer the request within its transaction; a refused form leaves nothing behind."""
        response = self.make_response(super().dispatch_request())
        finish(keep=response.status_code < 400)
        return response


def create_app(settings: Settings, database: Database) -> Flask:
    """Build the application on an existing store."""
    app = Amends("web", root_path=str(WEB))
    app.extensions["amends.settings"] = settings
    app.extensions["amends.database"] = database
    app.extensions["amends.assets"] = Assets.read(WEB / "static" / "dist")
    app.extensions[watching.TIMING] = watch(app)
    secure(app, settings)
    handle_errors(app)
    for area in AREAS:
        app.register_blueprint(area)
    furnish(app)
    app.teardown_request(lambda _error: finish(keep=False))
    return app
