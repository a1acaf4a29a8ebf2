"""The names under which the storage makes jobs and the worker finds them.

The storage makes a job by procrastinate's own SQL function, in the statement that stores what the job is for.
Source: procrastinate's schema.sql, procrastinate_defer_jobs_v1 (queue, task, priority, lock, queueing lock, args, at).
"""

from typing import Final

INBOUND: Final = "inbound"
NOTICES: Final = "notices"
RUN_RECEIPT: Final = "run_receipt"
DELIVER_NOTICE: Final = "deliver_notice"

# What a person waits for goes first. A postponed receipt steps down a little, so that it does not stand in the
# way of what the same person does next, and yet runs one at a time with it.
INBOUND_PRIORITY: Final = 10
LOWEST_INBOUND_PRIORITY: Final = 1
NOTICE_PRIORITY: Final = 0
