"""Jobs of the service: the process that does them, and what each kind of job does.

A run is calculated here, beside the service, so that its pages stay quick. This must not decide who may ask
for a job, nor keep anything of one but through `comp.workflow.jobs`.
"""

from api.jobs.beside import Worker, worker_beside
from api.jobs.kinds import COMPARE, RUN

__all__ = ["COMPARE", "RUN", "Worker", "worker_beside"]
