"""Every promise of a registry, whatever its database."""

from tests.contract.registry.acceptance_suite import AcceptanceSuite
from tests.contract.registry.database_suite import DatabaseSuite
from tests.contract.registry.entry_suite import EntrySuite
from tests.contract.registry.holding_suite import HoldingSuite
from tests.contract.registry.probe_suite import ProbeSuite


class RegistrySuite(AcceptanceSuite, HoldingSuite, EntrySuite, ProbeSuite, DatabaseSuite):
    """Subclasses give `url` and what `DatabaseSuite` asks for."""
