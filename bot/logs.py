"""Structured logs, one JSON object a line, without personal data."""

import logging
import sys

import structlog


def set_up_logs(level: str) -> None:
    """Write logs to standard error; what libraries say only from warnings up, by name alone."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Quiet()], force=True)
    logging.raiseExceptions = False


class _Quiet(logging.Handler):
    """A library's message may hold anything, so only its name and level are kept."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log who spoke and how grave it was."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().warning(
            "library", source=record.name, grade=record.levelname, error=error
        )
