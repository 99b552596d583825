"""Which paths lead to a page."""

import pytest

from layouts.pages import PAGES, Page

OF_ONE = Page("/customers/<id>", "Customer", "Who?", "bi-building", "customers", lambda **_: [], "", "customers")


@pytest.mark.parametrize("path", ["/customers/7", "/customers/0198c0de-0000-7000-8000-000000000001", "/customers/a b"])
def test_a_record_has_a_page_of_its_own(path):
    assert OF_ONE.stands_at(path)


@pytest.mark.parametrize("path", ["/customers", "/customers/", "/customers/7/8", "/x/customers/7", "/"])
def test_no_other_path_leads_to_it(path):
    assert not OF_ONE.stands_at(path)


@pytest.mark.parametrize("page", [page for page in PAGES if not page.entity], ids=lambda page: page.path)
def test_a_page_without_a_record_stands_at_its_own_path_only(page):
    assert page.stands_at(page.path)
    assert not page.stands_at(f"{page.path}x")
