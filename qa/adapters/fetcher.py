"""Fetch public addresses over HTTP, and nothing that lies in a network of our own.

A name is resolved once and the connection goes to the address that was looked at, so that no second answer of its DNS can lead
elsewhere (rebinding); each redirect starts anew. Time, bytes and redirects are bounded, and no proxy is asked.
"""

import socket
import ssl
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

from qa.errors import FetchError
from qa.ports import Fetched

Resolve = Callable[[str, int], Sequence[str]]
"""Return the addresses of a host; raises OSError."""
Connect = Callable[[str, int, float], socket.socket]
"""Connect to an address and a port within so many seconds; raises OSError."""
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_PIECE = 65_536
_MOST_NAMES = 8
"""Addresses of a host that are tried."""
_PUBLIC_V6 = ip_network("2000::/3")
_SPECIAL = tuple(
    map(ip_network, ("2001::/23", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "192.88.99.0/24", "3fff::/20"))
)
"""Addresses that carry others within them (6to4, Teredo, NAT64), which may be anywhere; and those of RFC 9637, for examples."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much is fetched at most, and for how long."""

    size: int = 20_000_000
    """Bytes of a body, packed and unpacked."""
    seconds: float = 30.0
    """For all of it, redirects included."""
    redirects: int = 5


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), seconds)


@dataclass(frozen=True, slots=True)
class HttpFetcher:
    """The `Fetcher`; `resolve` and `connect` are seams for tests, which have no network."""

    limits: FetchLimits = FetchLimits()
    resolve: Resolve = _resolve
    connect: Connect = _connect
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        end = monotonic() + self.limits.seconds
        for _ in range(self.limits.redirects + 1):
            # Untrusted: made safe here, for the first address and for each that a server leads to.
            target = checked_address(url)
            fetched = self._ask(target, headers, end)
            if fetched.status not in _REDIRECTS or not fetched.headers.get("location"):
                return fetched
            url = _followed(url, fetched.headers["location"])
        raise FetchError(f"leads on more than {self.limits.redirects} times")

    def _ask(self, target: SplitResult, headers: Mapping[str, str], end: float) -> Fetched:
        host = str(target.hostname)
        try:
            fetched = self._within(self._connected(host, _PORTS[target.scheme], end), target, headers, end)
        except (FetchError, OSError, HTTPException, zlib.error) as error:
            if monotonic() < end:
                raise FetchError(f"cannot be fetched from {host}: {_told(error)}") from error
            fetched = None
        if fetched is None or monotonic() >= end:
            # What was cut may look like a body without a length that has ended.
            raise FetchError(f"took longer than {self.limits.seconds:g} seconds")
        return fetched

    def _within(self, plain: socket.socket, target: SplitResult, headers: Mapping[str, str], end: float) -> Fetched:
        """Ask, and cut the connection at the end: a server that sends a byte now and then would outlast a socket's timeout."""
        live = [plain]
        watch = Timer(max(0.0, end - monotonic()), _cut, (live,))
        watch.daemon = True
        watch.start()
        try:
            return self._exchange(live, target, headers)
        finally:
            watch.cancel()
            for each in live:
                each.close()

    def _connected(self, host: str, port: int, end: float) -> socket.socket:
        """Connect to the first address that can be reached; a host that has any address of a network of our own is refused."""
        try:
            addresses = list(self.resolve(host, port))[:_MOST_NAMES]
        except (OSError, UnicodeError) as error:
            raise FetchError(f"has a host that cannot be found: {host}") from error
        # Untrusted: made safe here. A name may lead anywhere, and one bad address among good ones is a trap.
        if not addresses or not all(is_public(address) for address in addresses):
            raise FetchError(f"leads to an address that is not public, by the name of {host}; such are never fetched")
        failure: OSError = OSError("no address")
        for address in addresses:
            try:
                return self.connect(address, port, max(0.1, end - monotonic()))
            except OSError as error:
                failure = error
        raise failure

    def _exchange(self, live: list[socket.socket], target: SplitResult, headers: Mapping[str, str]) -> Fetched:
        """Ask on the last of the sockets; one that takes the place of another is put behind it, to be cut in time."""
        host = str(target.hostname)
        connection = HTTPConnection(host, _PORTS[target.scheme])
        if target.scheme == "https":
            secure = self.context().wrap_socket(live[-1], server_hostname=host, do_handshake_on_connect=False)
            live.append(secure)
            secure.do_handshake()
        connection.sock = live[-1]
        with closing(connection):
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            asked = {"User-Agent": "Dateline", "Accept-Encoding": "gzip", "Connection": "close", **headers}
            connection.request("GET", path, headers={"Host": target.netloc, **asked})
            response = connection.getresponse()
            answered = {name.lower(): value for name, value in response.getheaders()}
            return Fetched(response.status, self._body(response, answered), answered, target.geturl())

    def _body(self, response: HTTPResponse, headers: Mapping[str, str]) -> bytes:
        """Read the body piece by piece, and no more than the limit of it, packed or unpacked."""
        packing = headers.get("content-encoding", "identity").lower()
        if packing not in {"identity", "gzip", "x-gzip"}:
            raise FetchError(f"is packed in a way that was not asked for ({packing[:20]!r})")
        unpack = zlib.decompressobj(31) if packing != "identity" else None
        body, received = bytearray(), 0
        while piece := response.read1(_PIECE):
            received += len(piece)
            left = self.limits.size - len(body) + 1
            body += unpack.decompress(piece, left) if unpack else piece
            if max(received, len(body)) > self.limits.size:
                raise FetchError(f"is larger than {self.limits.size:,} bytes")
        if response.length or (unpack is not None and not unpack.eof):
            raise FetchError("was cut short")
        return bytes(body)


def checked_address(url: str) -> SplitResult:
    """Return the parts of an address that may be fetched: http or https, at its usual port, without a user name.

    Raises:
        FetchError: it is none.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("is no address that can be read") from error
    if (
        parts.scheme not in _PORTS
        or not host
        or "@" in parts.netloc
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise FetchError("is no plain http or https address")
    if port not in {None, _PORTS[parts.scheme]}:
        raise FetchError(f"names the port {port}; only 80 for http and 443 for https are asked")
    return parts


def is_public(address: str) -> bool:
    """Return whether an address belongs to the public internet, and to no network of our own, however it is written."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and (parsed.ipv4_mapped or parsed not in _PUBLIC_V6):
        return False
    special = parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified
    return parsed.is_global and not special and not any(parsed in network for network in _SPECIAL)


def _followed(url: str, place: str) -> str:
    """Return where a redirect leads; what it is worth is for `checked_address` to say.

    Raises:
        FetchError: it is no address at all.
    """
    try:
        # Untrusted: of "http://[" the library makes an error of its own.
        return urljoin(url, place)
    except ValueError as error:
        raise FetchError("leads on to what is no address") from error


def _cut(live: Sequence[socket.socket]) -> None:
    """End a connection under whoever reads from it."""
    try:
        # That of the class: an encrypted one's own would first say goodbye, which may take as long as the reading.
        socket.socket.shutdown(live[-1], socket.SHUT_RDWR)
    except OSError:
        # It has ended by itself.
        return


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
