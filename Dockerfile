# newsdesk as a container: one process, one port, everything else from the environment.
FROM python:3.11-slim AS editor

WORKDIR /editor
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends npm
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/newsdesk

RUN useradd --system --home-dir /srv/newsdesk newsdesk \
    && install --directory --owner newsdesk /srv/newsdesk/media /srv/newsdesk/var/originals \
       /srv/newsdesk/var/uploads

# Not empty: with what STORAGE_URL needs.
ARG WITH_S3=
COPY requirements.txt requirements-s3.txt ./
RUN pip install --requirement requirements.txt ${WITH_S3:+--requirement requirements-s3.txt}

COPY . .
COPY --from=editor /editor/node_modules/hugerte node_modules/hugerte
# The settings want to be complete even here; these values stay in this one line.
RUN SECRET_KEY=build ALLOWED_HOSTS=build SITE_URL=http://build DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q articles newsdesk

USER newsdesk
VOLUME /srv/newsdesk/media /srv/newsdesk/var/originals /srv/newsdesk/var/uploads
EXPOSE 8000
ENTRYPOINT ["sh", "docker-entrypoint.sh"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", \
     "--static-path-route", "/media", "--static-path-mount", "media", \
     "newsdesk.wsgi:application"]
