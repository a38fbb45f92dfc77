"""Which addresses are public: by our own table, not by what a Python version says."""

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.images.network import NOT_PUBLIC_4, NOT_PUBLIC_6, is_public

PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255
    192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255
    2606:4700:4700::1111 2A00:1450:4001:82a::200e 2400:3200::1 2001:200::1 2003::1 2620:0:2d0::1
    2600:0:0:0:0:5efd:0a00:1
""".split()
# What it is called: addresses of it, the first and last of a block among them.
NOT_PUBLIC = {
    "this network": "0.0.0.0 0.255.255.255",
    "private": "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255",
    "shared": "100.64.0.0 100.127.255.255 100.100.100.200",
    "loopback": "127.0.0.0 127.0.0.1 127.255.255.255 ::1",
    "link-local": "169.254.0.0 169.254.169.254 169.254.255.255 fe80::1 febf::1",
    "inside a cloud": "168.63.129.16 fd00:ec2::254 fd20:ce::254 192.0.0.192",
    "protocols": "192.0.0.0 192.0.0.255 192.0.0.170 192.31.196.1 192.52.193.1 192.175.48.1",
    "documentation": "192.0.2.1 198.51.100.1 203.0.113.255 2001:db8::1 3fff::1 3fff:fff::1",
    "benchmarks": "198.18.0.0 198.19.255.255 2001:2::1",
    "6to4": "192.88.99.1 2002::1 2002:808:808::1 2002:7f00:1::",
    "multicast": "224.0.0.1 239.255.255.255 ff02::1 ff05::1:3",
    "reserved": "240.0.0.0 255.255.255.254 4000::1 5f00::1 e000::1",
    "broadcast": "255.255.255.255",
    "unspecified": "::",
    "mapped": "::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:a9fe:a9fe 0:0:0:0:0:ffff:10.0.0.1",
    "compatible": "::127.0.0.1 ::8.8.8.8",
    "translated": "::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8",
    "nat64": "64:ff9b::127.0.0.1 64:ff9b::808:808 64:ff9b:1::10.0.0.1",
    "teredo": "2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "isatap": "2600::5efe:10.0.0.1 2600::200:5efe:808:808 2a00:1:2:3:0:5efe:7f00:1",
    "orchid": "2001:10::1 2001:20::1 2001:3f:ffff::1",
    "drones": "2001:30::1",
    "discard": "100::1",
    "unique local": "fc00::1 fdff::1",
    "site-local": "fec0::1 feff::1",
    "given back": "3ffe::1",
    "zones": "fe80::1%eth0 2606:4700::1111%1 2606:4700::1111%",
    "other spellings": "127.1 0x7f.1 2130706433 010.1.1.1 1.1.1 1.1.1.1. 1.1.1.1/8 １.1.1.1",
    "no addresses": "localhost example.org 1.1.1.256 ::: [::1] 1::2::3 2606:4700::/32 -1.1.1.1",
}


@pytest.mark.parametrize("ip", PUBLIC)
def test_addresses_around_the_blocks_are_public(ip):
    assert is_public(ip)


@pytest.mark.parametrize(
    ("kind", "ip"), [(kind, ip) for kind, ips in NOT_PUBLIC.items() for ip in ips.split()]
)
def test_not_public(kind, ip):
    assert not is_public(ip), kind


@pytest.mark.parametrize("ip", ["", " ", "1.1.1.1 ", " 1.1.1.1", "1.1.1.1\n", "2606:4700::1\0"])
def test_white_space_is_no_part_of_an_address(ip):
    assert not is_public(ip)


@pytest.mark.parametrize("block", [*NOT_PUBLIC_4, *NOT_PUBLIC_6])
def test_a_block_is_refused_from_its_first_to_its_last_address(block):
    network = ipaddress.ip_network(block)

    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_calls_private(address):
    if not address.is_global or address.is_multicast:
        assert not is_public(str(address))


@given(st.ip_addresses(v=6))
def test_all_that_is_public_in_ipv6_was_given_out_as_such(address):
    if is_public(str(address)):
        assert address.exploded[0] in "23"


@given(st.text())
@example("1.1.1.1\udc80")
def test_any_text_has_an_answer(text):
    assert is_public(text) in (True, False)
