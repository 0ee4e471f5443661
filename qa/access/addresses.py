"""Judge network addresses: whether one is in a network or names this machine, and which subscriber has it."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def parse_address(text: str | None) -> IPv4Address | IPv6Address | None:
    """Return an address, an IPv4 one also where it is mapped into IPv6; None where the text is no address."""
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_within(text: str | None, networks: Iterable[Network]) -> bool:
    """Return whether an address is in one of the networks."""
    address = parse_address(text)
    return address is not None and any(address in network for network in networks)


def is_loopback_name(host: str) -> bool:
    """Return whether a host name or address always leads to the machine that looks it up (RFC 6761, 6.3)."""
    address = parse_address(host)
    return host == "localhost" or host.endswith(".localhost") or (address is not None and address.is_loopback)


def subscriber_of(text: str | None) -> str:
    """Return whom an address stands for: of IPv6 a line has the first 64 bits (RFC 6177), and picks the others at will."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address or text or "")
