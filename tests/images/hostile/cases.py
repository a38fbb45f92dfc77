"""All of them."""

from tests.images.hostile import (
    cases_addresses,
    cases_files,
    cases_http,
    cases_pictures,
    cases_tls,
)

CASES = [
    *cases_addresses.CASES,
    *cases_http.CASES,
    *cases_tls.CASES,
    *cases_files.CASES,
    *cases_pictures.CASES,
]
