"""Under which licence a service's words are held, and what has to stand beside them."""

from dataclasses import dataclass

from lfr_kg.official import judgments
from lfr_kg.official.xml import split


@dataclass(frozen=True)
class Licence:
    """A licence: its name, its address, and the acknowledgement that it asks for, which goes before the name."""

    name: str
    address: str
    says: str

    @property
    def named(self) -> str:
        """Name and address, as files bear it."""
        return f"{self.name}, {self.address}"


OPEN_GOVERNMENT = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
LEGISLATION = Licence(
    "Open Government Licence v3.0", OPEN_GOVERNMENT, "© Crown and database right. From legislation.gov.uk, available under the"
)
EU_ORIGIN = Licence(
    "Open Government Licence v3.0",
    OPEN_GOVERNMENT,
    "© Crown and database right, from legislation.gov.uk; derived from material © European Union, re-used under Commission Decision "
    "2011/833/EU. Available under the",
)
CASE_LAW = Licence(
    "Open Justice Licence",
    "https://caselaw.nationalarchives.gov.uk/open-justice-licence",
    "From Find Case Law, The National Archives, available under the",
)


def licence_of(address: str) -> Licence:
    """The licence of what is at an address of one of the two services; law that began with the European Union bears two."""
    parts = split(address)
    if parts.netloc == judgments.HOST:
        return CASE_LAW
    return EU_ORIGIN if parts.path.strip("/").removeprefix("id/").startswith("eu") else LEGISLATION
