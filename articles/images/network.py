"""Which IP addresses belong to the public internet. Pure.

A picture may come from anywhere, but never from the machine's own network. So everything is
refused that IANA's registries set apart from global unicast: this table is ours because what the
standard library calls global has changed with its versions.
"""

from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

# IANA IPv4 Special-Purpose Address Registry (RFC 6890 and successors), and what follows it.
NOT_PUBLIC_4 = {
    "0.0.0.0/8": "this network, RFC 791",
    "10.0.0.0/8": "private, RFC 1918",
    "100.64.0.0/10": "shared by a provider's customers, RFC 6598; some clouds' metadata",
    "127.0.0.0/8": "loopback, RFC 1122",
    "168.63.129.16/32": "no registry's: the host's own services inside Azure",
    "169.254.0.0/16": "link-local, RFC 3927; most clouds' metadata",
    "172.16.0.0/12": "private, RFC 1918",
    "192.0.0.0/24": "IETF protocol assignments, RFC 6890; NAT64 discovery, RFC 7050",
    "192.0.2.0/24": "TEST-NET-1, RFC 5737",
    "192.31.196.0/24": "AS112, RFC 7535",
    "192.52.193.0/24": "AMT relays, RFC 7450",
    "192.88.99.0/24": "6to4 relays, RFC 7526",
    "192.168.0.0/16": "private, RFC 1918",
    "192.175.48.0/24": "AS112, RFC 7534",
    "198.18.0.0/15": "benchmarks, RFC 2544",
    "198.51.100.0/24": "TEST-NET-2, RFC 5737",
    "203.0.113.0/24": "TEST-NET-3, RFC 5737",
    "224.0.0.0/4": "multicast, RFC 5771",
    "240.0.0.0/4": "reserved, RFC 1112; its last address is the broadcast, RFC 919",
}
# IANA IPv6 Address Space, RFC 4291: all global unicast that was ever given out lies here. Outside
# of it lie loopback, the IPv4-mapped, -compatible and -translated addresses (::/96, ::ffff:0:0/96,
# ::ffff:0:0:0/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard-only (100::/64), segment routing
# (5f00::/16), unique local (fc00::/7), link-local (fe80::/10), site-local (fec0::/10), multicast
# (ff00::/8).
PUBLIC_6 = IPv6Network("2000::/3")
# IANA IPv6 Special-Purpose Address Registry: what is set apart inside of it.
NOT_PUBLIC_6 = {
    "2001::/23": "IETF protocol assignments, RFC 2928: Teredo, benchmarks, AMT, AS112, ORCHID, …",
    "2001:db8::/32": "documentation, RFC 3849",
    "2002::/16": "6to4, RFC 3056: holds an IPv4 address",
    "2620:4f:8000::/48": "AS112, RFC 7534",
    "3ffe::/16": "6bone, given back by RFC 3701",
    "3fff::/20": "documentation, RFC 9637",
}
REFUSED_4 = tuple(map(IPv4Network, NOT_PUBLIC_4))
REFUSED_6 = tuple(map(IPv6Network, NOT_PUBLIC_6))
# RFC 5214, 6.1: an interface's identifier that says so holds an IPv4 address behind it, under any
# prefix. The second has the bit set that claims the identifier to be unique.
ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


def is_public(ip: str) -> bool:
    """Whether this is the text of an address of the public internet that stands for nothing else.

    Only the plain spellings are read: four decimal numbers, or RFC 4291's without a zone.
    """
    try:
        if ":" in ip:
            return _is_public_6(IPv6Address(ip))
        address = IPv4Address(ip)
    except AddressValueError:
        return False
    return not any(address in network for network in REFUSED_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in PUBLIC_6:
        return False
    if int(address) >> 32 & 0xFFFF_FFFF in ISATAP:
        return False
    return not any(address in network for network in REFUSED_6)
