"""Turns settings into who lets callers in: the keys in the data folder, the networks that count as this machine, the limits."""

from ipaddress import ip_network

from qa.access.gate import Gate, Network, QuestionLimits
from qa.adapters.rates import MemoryRates
from qa.adapters.sqlite_keys import SqliteKeys
from qa.errors import SettingsError
from qa.ports import KeyStore
from qa.settings import Settings

_LOOPBACK = ("127.0.0.0/8", "::1/128")


def open_keys(settings: Settings) -> KeyStore:
    """The keys, which other processes may use meanwhile; its caller closes it.

    Raises:
        StoreDamagedError: the file cannot be opened.
    """
    return SqliteKeys(settings.data / "keys.db")


def make_gate(settings: Settings, keys: KeyStore, token: str) -> Gate:
    """Who lets callers in; `token` is what this machine's command line shows.

    Raises:
        SettingsError: a network is none.
    """
    limits = settings.limits
    return Gate(
        keys,
        MemoryRates(),
        QuestionLimits(limits.address_per_minute, limits.address_per_day, limits.key_per_minute, limits.key_per_day),
        tuple(_network("QA_LOCAL_NETWORKS", it) for it in (*_LOOPBACK, *settings.local_networks.split())),
        token,
    )


def trusted_proxies(settings: Settings) -> list[str]:
    """The proxies whose word on a reader's address is taken; never all the world.

    Raises:
        SettingsError: one is no address or network.
    """
    return [str(_network("QA_PROXIES", it)) for it in settings.proxies.split()]


def _network(setting: str, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise SettingsError(f"setting {setting}: {error}; write addresses and networks as in 172.16.0.0/12") from error
