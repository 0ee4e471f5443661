"""Build the gate: the stores, the networks that count as this machine, and the limits."""

from ipaddress import ip_network

from qa.access.addresses import Network
from qa.access.authorizer import Authorizer
from qa.access.gate import Gate
from qa.access.limiter import Limiter, QuestionLimits
from qa.errors import SettingsError
from qa.services import Adapters
from qa.settings import Settings

_LOOPBACK = ("127.0.0.0/8", "::1/128")


def make_gate(settings: Settings, adapters: Adapters, token: str) -> Gate:
    """Build the gate; `token` is what this machine's command line shows.

    Raises:
        SettingsError: a network is none.
    """
    local = tuple(_network("QA_LOCAL_NETWORKS", text) for text in (*_LOOPBACK, *settings.local_networks.split()))
    caps = settings.limits
    limits = QuestionLimits(caps.address_per_minute, caps.address_per_day, caps.key_per_minute, caps.key_per_day)
    limiter = Limiter(adapters.rates, adapters.quotas, limits, telemetry=adapters.telemetry)
    return Gate(Authorizer(adapters.keys, adapters.disclosures, local, token), limiter)


def trusted_proxies(settings: Settings) -> list[str]:
    """Return the proxies whose word on a reader's address is taken; `*` is refused.

    Raises:
        SettingsError: one is no address or network.
    """
    return [str(_network("QA_PROXIES", text)) for text in settings.proxies.split()]


def _network(setting: str, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise SettingsError(f"setting {setting}: {error}; write addresses and networks as in 172.16.0.0/12") from error
