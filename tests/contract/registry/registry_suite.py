"""Every promise of a registry, whatever its database."""

from tests.contract.registry.acceptance_suite import AcceptanceSuite
from tests.contract.registry.copy_suite import CopySuite
from tests.contract.registry.damage_suite import DamageSuite
from tests.contract.registry.database_suite import DatabaseSuite
from tests.contract.registry.entry_suite import EntrySuite
from tests.contract.registry.holding_suite import HoldingSuite
from tests.contract.registry.migration_suite import MigrationSuite
from tests.contract.registry.probe_suite import ProbeSuite
from tests.contract.registry.removal_suite import RemovalSuite
from tests.contract.registry.rights_suite import RightsSuite
from tests.contract.registry.task_suite import TaskSuite


class RegistrySuite(
    AcceptanceSuite,
    HoldingSuite,
    EntrySuite,
    ProbeSuite,
    CopySuite,
    TaskSuite,
    DamageSuite,
    RemovalSuite,
    RightsSuite,
    MigrationSuite,
    DatabaseSuite,
):
    """Subclasses give `url` and what `DatabaseSuite` asks for."""
