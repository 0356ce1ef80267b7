"""Which IP addresses are of the open internet.

The networks are written out (the special-purpose registries of IANA, RFC 6890 and what came after), because what the
standard library knows of them differs from one version of Python to the next.
"""

from __future__ import annotations

import ipaddress
import socket

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_INTERNAL_4 = tuple(
    ipaddress.IPv4Network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and the metadata of some clouds
        "127.0.0.0/8",
        "168.63.129.16/32",  # the host of Azure's machines
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_INTERNAL_6 = tuple(
    ipaddress.IPv6Network(one)
    for one in (
        "2001::/23",  # Teredo, benchmarking, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise, and nobody serves there any more
        "3fff::/20",
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def is_public(address: str) -> bool:
    """Tell whether an IP address is of the open internet, in whatever notation an IPv4 one hides in an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _INTERNAL_4)
    if ip.scope_id is not None:
        return False
    inner = ip.ipv4_mapped or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
    if inner is not None:
        return is_public(str(inner))
    if (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return ip in _GLOBAL_6 and not any(ip in network for network in _INTERNAL_6)


def is_this_machine(address: str) -> bool:
    """Tell whether an address is one of this machine's own, which may be of the open internet.

    Asks the routing table; nothing is sent: what goes to an own address would come from that very address.
    """
    ip = ipaddress.ip_address(address)
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((str(ip), 9))
        except OSError:
            return False
        return ipaddress.ip_address(probe.getsockname()[0]) == ip


def is_reachable(address: str) -> bool:
    """Tell whether an address may be connected to where nothing else was agreed on."""
    return is_public(address) and not is_this_machine(address)
