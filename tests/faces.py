"""A test client that has the faces asked for, whether or not the app registers them by itself; and the index that searching needs."""

from contextlib import contextmanager

from lfr_kg.ask.search import FILE, write_index
from lfr_kg.trace.citation import citation_of
from lfr_kg.web import create_app


def index_of(knowledge):
    """Where the search index of the built knowledge is, written first where the build has not done so."""
    path = knowledge.folder / FILE
    if not path.exists():
        write_index(knowledge.graph, knowledge.corpus, path, lambda places, pinpoint: citation_of(knowledge.graph, places, pinpoint, short=True))
    return path


@contextmanager
def client_with(knowledge, *faces):
    """A test client over a knowledge base; its query workers are stopped afterwards."""
    index_of(knowledge)
    app = create_app(knowledge)
    for face in faces:
        if face.name not in app.blueprints:
            app.register_blueprint(face)
    try:
        yield app.test_client()
    finally:
        app.config["POOL"].close()
