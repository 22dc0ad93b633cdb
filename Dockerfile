# One image per service: docker build --build-arg SERVICE=identity -t mesdroits/identity .
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build

# The same tools as `make proto`; these layers serve every service.
COPY requirements/run.txt requirements/
RUN python -m venv /tools && /tools/bin/pip install --require-hashes --no-deps -r requirements/run.txt
COPY proto proto
RUN mkdir -p /app/gen \
 && find proto/mesdroits -name '*.proto' -exec /tools/bin/python -m grpc_tools.protoc \
      -Iproto --python_out=/app/gen --grpc_python_out=/app/gen {} +

ARG SERVICE
COPY requirements/${SERVICE}.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --no-deps -r requirements/${SERVICE}.txt
COPY chassis /app/chassis
COPY services/__init__.py /app/services/
COPY services/${SERVICE} /app/services/${SERVICE}
# Compiled here: the root file system is read-only later.
RUN test -f /app/services/${SERVICE}/main.py && python -m compileall -q /app

FROM ${PYTHON_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="mesdroits ${SERVICE}" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"
ENV MESDROITS_SERVICE=${SERVICE} \
    PATH=/venv/bin:${PATH} \
    PYTHONPATH=/app:/app/gen \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
# Pages are read in French: that model, and the one that tells which way up a page is, without the English one that Debian adds.
RUN if [ "${SERVICE}" = documents ]; then \
      apt-get update -qq \
      && apt-get install -y -qq --no-install-recommends tesseract-ocr tesseract-ocr-fra \
      && rm -rf /var/lib/apt/lists/* /usr/share/tesseract-ocr/*/tessdata/eng.traineddata \
      && tesseract --list-langs | grep -qx fra; \
    fi
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001:10001
# `python -m services.$MESDROITS_SERVICE.main` as process 1, without a shell between it and SIGTERM.
ENTRYPOINT ["python", "-c", "import os, runpy; runpy.run_module(f\"services.{os.environ['MESDROITS_SERVICE']}.main\", run_name='__main__', alter_sys=True)"]
