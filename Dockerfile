# Two steps: the first one builds the front end and the wheel, the second one runs it and has no compiler.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt setup.cfg pyproject.toml README.md LICENSE ./
COPY engine engine
COPY web web
COPY frontend frontend
COPY migrations migrations
COPY processes processes
COPY forms forms
RUN pip install --no-cache-dir --constraint requirements.txt '.[assets]' \
    && python -m web.assets \
    && pip wheel --no-deps --wheel-dir /wheels .

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore are for `amends backup` and `amends restore`.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/amends amends
COPY requirements.txt /tmp/requirements.txt
COPY --from=build /wheels /tmp/wheels
RUN pip install --no-cache-dir --constraint /tmp/requirements.txt /tmp/wheels/*.whl \
    && rm -rf /tmp/wheels /tmp/requirements.txt
USER amends
WORKDIR /var/lib/amends
ENV AMENDS_VAR=/var/lib/amends AMENDS_HOST=0.0.0.0 PYTHONUNBUFFERED=1
VOLUME /var/lib/amends
EXPOSE 8000
# SIGTERM lets what runs finish; give it more than the ten seconds of `docker stop`.
STOPSIGNAL SIGTERM
CMD ["amends", "serve"]
