"""Build the gate from the settings: the stores in keys.db, the networks that count as this machine, the limits."""

from dataclasses import dataclass
from ipaddress import ip_network

from qa.access.gate import Gate, Network, QuestionLimits
from qa.adapters.rates import MemoryRates
from qa.adapters.sqlite_keys import SqliteKeys
from qa.errors import SettingsError
from qa.ports import DisclosureStore, KeyStore, QuotaStore
from qa.settings import Settings

_LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True)
class AccessStores:
    """What the gate remembers over a restart."""

    keys: KeyStore
    quotas: QuotaStore
    disclosures: DisclosureStore


def open_keys(settings: Settings) -> SqliteKeys:
    """The keys, which other processes may use meanwhile; its caller closes it.

    Raises:
        StoreDamagedError: the file cannot be opened.
    """
    return SqliteKeys(settings.data / "keys.db")


def make_gate(settings: Settings, stores: AccessStores, token: str) -> Gate:
    """Who lets callers in; `token` is what this machine's command line shows.

    Raises:
        SettingsError: a network is none.
    """
    limits = settings.limits
    return Gate(
        stores.keys,
        stores.quotas,
        stores.disclosures,
        MemoryRates(),
        QuestionLimits(limits.address_per_minute, limits.address_per_day, limits.key_per_minute, limits.key_per_day),
        tuple(_network("QA_LOCAL_NETWORKS", text) for text in (*_LOOPBACK, *settings.local_networks.split())),
        token,
    )


def trusted_proxies(settings: Settings) -> list[str]:
    """The proxies whose word on a reader's address is taken; never all the world.

    Raises:
        SettingsError: one is no address or network.
    """
    return [str(_network("QA_PROXIES", text)) for text in settings.proxies.split()]


def _network(setting: str, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise SettingsError(f"setting {setting}: {error}; write addresses and networks as in 172.16.0.0/12") from error
