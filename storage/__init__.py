"""What is kept: units of work, repositories, the audit, the outbox and the cipher."""
