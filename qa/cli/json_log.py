"""Log as JSON, one line for each record and each request, for a system that collects and searches logs."""

import json
import logging
from datetime import UTC, datetime

from qa.telemetry import REQUEST_ID

_FIELDS = ("method", "route", "status", "ms", "key_id")
"""What the record of a request has beside the others."""


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON in ASCII, which nothing in it ends, and which rewrites no screen."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            fields["request_id"] = request_id
        fields |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        # Untrusted: made safe here. Escapes stand for all that is no plain ASCII; of that, JSON leaves DEL as it is.
        return json.dumps(fields).replace("\x7f", "\\u007f")


def configure_json_logs() -> None:
    """Log warnings, and all that Dateline says of its start and of requests, as JSON on standard error, and nothing else."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in ("qa.cli.serve", "qa.api.middleware.request_log"):
        logging.getLogger(name).setLevel(logging.INFO)
