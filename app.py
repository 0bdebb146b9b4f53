"""The service as a WSGI application, for any server: ``gunicorn app:app``, ``granian --interface wsgi app:app``, ``python app.py``."""

from lfr_kg.web import from_environment

app = from_environment()

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=8000)
