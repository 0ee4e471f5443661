# The service with its dependencies, its models and the five seed articles; docs/operations.md says how to run it.
#
# The base is pinned by a tag for people and by the digest of that tag's multi-platform index for Docker. To renew the pin, take
# the digest that `docker buildx imagetools inspect python:3.11.16-slim-bookworm` prints; the same command checks this one.
FROM python:3.11.16-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS base
# ONNX Runtime would report its use to its maker; only the environment can say no before it is loaded.
ENV ORT_DISABLE_TELEMETRY=1 \
    PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    QA_DATA=/data
# The base brings the certificates that HTTPS needs, in this build and for a language model at run time: fail here, not there.
RUN test -s /etc/ssl/certs/ca-certificates.crt
WORKDIR /app

FROM base AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1
COPY requirements-uv.lock requirements.lock /build/
# The service's own environment has no pip: one that can install nothing is safer.
RUN python -m venv /build/uv \
 && /build/uv/bin/python -m pip install --quiet --require-hashes --no-deps -r /build/requirements-uv.lock \
 && python -m venv --without-pip /app/.venv \
 && /build/uv/bin/uv pip install --quiet --python /app/.venv/bin/python --require-hashes --compile-bytecode \
      -r /build/requirements.lock
COPY qa ./qa
COPY prompts ./prompts
# Docker fills a new named volume from the image's folder, so that the first start finds the seed articles.
COPY seeds ./seeds
RUN python -m qa ingest seeds

FROM base
RUN groupadd --gid 10001 dateline \
 && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin dateline
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
# Within the container: which addresses of the machine reach it is for `docker run --publish` or the compose file to say.
ENV PYTHONDONTWRITEBYTECODE=1 \
    QA_HOST=0.0.0.0
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "qa"]
CMD ["serve"]
