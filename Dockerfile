# The portal in production shape. One image; docker-compose.yml says which of its processes a container runs.
FROM python:3.13-slim-trixie

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Pango and HarfBuzz draw the letters, Inter is their font, gettext compiles the translations.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-inter gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/portal --create-home portal

WORKDIR /srv/portal
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY manage.py ./
COPY bin/healthcheck bin/healthcheck
COPY portal portal
COPY registries registries
COPY applications applications
COPY reviews reviews
COPY templates templates
COPY static static
COPY locale locale

# Settings ask for real values; while the image is built they only have to have the right form.
RUN SECRET_KEY=build ALLOWED_HOSTS=build PORTAL_URL=https://build DATABASE_URL=sqlite:////tmp/build.sqlite3 \
    CELERY_BROKER_URL=memory://localhost EMAIL_URL=dummymail:// VAR_DIR=/tmp \
    sh -c "python manage.py compilemessages && python manage.py collectstatic --noinput"

ENV VAR_DIR=/var/lib/portal STORAGE_URL=file:///var/lib/portal/files
RUN mkdir -p /var/lib/portal/files && chown -R portal:portal /var/lib/portal
VOLUME /var/lib/portal
USER portal
EXPOSE 8000

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "bin/healthcheck"]

# WEB_CONCURRENCY, read by gunicorn, is the number of its processes.
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--logger-class", "portal.base.accesslog.AccessLog", "--access-logfile", "-", "--access-logformat", "%(m)s %(U)s %(s)s %(B)s %(M)sms"]
