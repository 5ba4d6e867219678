"""Every promise of a store, whatever it is made of."""

from tests.contract.stores.reading_suite import ReadingSuite
from tests.contract.stores.writing_suite import WritingSuite


class StoreSuite(WritingSuite, ReadingSuite):
    """Subclasses give `store` and `second`: two doors to one place that is empty."""
