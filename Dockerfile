# Two stages: the first installs from the hashed lock; the second has only the result.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/nutgraf
COPY requirements/bot.txt requirements/bot.txt
RUN /opt/nutgraf/bin/pip install --no-cache-dir --require-hashes -r requirements/bot.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN /opt/nutgraf/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home nutgraf && mkdir -p /srv/nutgraf/seeds /var/cache/nutgraf /var/lib/nutgraf \
    && chown nutgraf /var/cache/nutgraf /var/lib/nutgraf
COPY --from=build /opt/nutgraf /opt/nutgraf
COPY seeds /srv/nutgraf/seeds
WORKDIR /srv/nutgraf
# The bot writes only to the cache folder and the database folder; the rest can be mounted read-only (`docker run --read-only`).
ENV PATH=/opt/nutgraf/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    CORPUS=/srv/nutgraf/seeds CACHE_DIR=/var/cache/nutgraf DATABASE_URL=sqlite:////var/lib/nutgraf/nutgraf.db \
    FEEDS=/var/lib/nutgraf/feeds.yaml FEEDS_DIR=/var/lib/nutgraf/feeds \
    LOG_FORMAT=json
VOLUME /var/cache/nutgraf /var/lib/nutgraf
USER nutgraf
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m CMD ["nutgraf", "health"]
ENTRYPOINT ["nutgraf"]
CMD ["run"]
