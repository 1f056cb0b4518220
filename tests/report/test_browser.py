"""The page in a real browser without a network: nothing is missing, and what is brushed is selected everywhere."""

import browser
import pytest

from fluxion.report import make_report
from fluxion.report.page import render

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(browser.missing()), reason=browser.missing() or "a browser is here"),
]

_BOX = """
const chart = document.getElementById("front-chart");
const panel = chart.querySelectorAll(".nsewdrag")[arguments[0]].getBoundingClientRect();
return [panel.left, panel.top, panel.width, panel.height];
"""


@pytest.fixture(scope="module")
def driver():
    with browser.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def opened(driver, tmp_path_factory):
    """Function that writes the page of a run, opens it and returns its report."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}

    def open_run(run):
        if run not in made:
            report = make_report(run, simulate=False)
            path = folder / f"page{len(made)}.html"
            path.write_text(render(report), encoding="utf-8")
            made[run] = report, path
        report, path = made[run]
        browser.open_page(driver, path)
        return report

    return open_run


def rows_of(driver, selector):
    script = "return Array.from(document.querySelectorAll(arguments[0]), (one) => Number(one.dataset.row))"
    return set(driver.execute_script(script, selector))


def points_of(driver, chart):
    """Rows that the chart shows as selected, one set per linked trace; None for all."""
    script = (
        "return document.getElementById(arguments[0]).data.filter((one) => one.meta === 'front')"
        ".map((one) => one.selectedpoints === undefined ? null : one.selectedpoints)"
    )
    return [None if points is None else set(points) for points in driver.execute_script(script, chart)]


def drag(driver, start, end):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.actions.action_builder import ActionBuilder

    actions = ActionBuilder(driver, duration=60)
    pointer = actions.pointer_action
    pointer.move_to_location(*[int(one) for one in start])
    pointer.pointer_down()
    middle = [int((a + b) / 2) for a, b in zip(start, end)]
    pointer.move_to_location(*middle)
    pointer.move_to_location(*[int(one) for one in end])
    pointer.pointer_up()
    actions.perform()
    ActionChains(driver).pause(0.6).perform()


def press(driver, selector):
    element = driver.find_element("css selector", selector)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    element.click()
    return element


def brush_front(driver, panel=0, part=(0.0, 0.0, 0.5, 1.0)):
    """Drag a box over a part of a panel (left, top, right, bottom); the box in numbers of its axes."""
    driver.execute_script(
        "document.getElementById('front-chart').scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    left, top, width, height = driver.execute_script(_BOX, panel)
    start = (left + part[0] * width + 2, top + part[1] * height + 2)
    drag(driver, start, (left + part[2] * width - 2, top + part[3] * height - 2))
    box = driver.execute_script("return document.getElementById('front-chart').layout.selections[0]")
    return sorted((box["x0"], box["x1"])), sorted((box["y0"], box["y1"]))


def brush_axis(driver, axis, low, high):
    """Drag along an axis of the parallel coordinates, from share `low` of its strip to share `high`, from above."""
    script = (
        "const strip = document.querySelector(`#axes .strip[data-axis='${arguments[0]}']`);"
        "strip.scrollIntoView({block: 'center', behavior: 'instant'});"
        "const box = strip.getBoundingClientRect(); return [box.left + box.width / 2, box.top, box.height]"
    )
    x, top, height = driver.execute_script(script, axis)
    drag(driver, (x, top + low * height + 1), (x, top + high * height - 1))


def assert_selected_everywhere(driver, report, expected):
    count = len(report.rows)
    assert rows_of(driver, "#designs tr.selected") == expected
    assert rows_of(driver, "#axes .line.selected") == expected
    assert rows_of(driver, "#axes .line.dim") == set(range(count)) - expected
    for points in points_of(driver, "front-chart"):
        assert points == expected
    text = driver.execute_script("return document.getElementById('count').textContent")
    assert text == f"{len(expected)} of {count} designs selected"
    shown = driver.execute_script(
        "return Array.from(document.querySelectorAll('#designs tbody tr')).filter((row) => row.offsetParent).length"
    )
    assert shown == len(expected)


def assert_nothing_selected(driver, report):
    assert rows_of(driver, "#designs tr.selected") == rows_of(driver, "#axes .line.selected") == set()
    assert rows_of(driver, "#axes .line.dim") == set()
    assert all(points is None for points in points_of(driver, "front-chart"))
    text = driver.execute_script("return document.getElementById('count').textContent")
    assert text == f"{len(report.rows)} designs"


def test_a_box_on_the_front_selects_points_rows_and_lines(driver, opened, valley_folder):
    report = opened(valley_folder)
    assert_nothing_selected(driver, report)
    (x0, x1), (y0, y1) = brush_front(driver)
    F = report.run.F[report.rows]
    inside = (F[:, 0] >= x0) & (F[:, 0] <= x1) & (F[:, 1] >= y0) & (F[:, 1] <= y1)
    expected = set(inside.nonzero()[0].tolist())
    assert 0 < len(expected) < len(report.rows)
    assert_selected_everywhere(driver, report, expected)
    for points in points_of(driver, "along-chart"):
        assert points == expected
    press(driver, "#clear")
    assert_nothing_selected(driver, report)
    assert driver.execute_script("return (document.getElementById('front-chart').layout.selections || []).length") == 0
    assert browser.complaints(driver) == []


def test_a_brush_on_an_axis_selects_points_rows_and_lines(driver, opened, valley_folder):
    report = opened(valley_folder)
    brush_axis(driver, 0, 0.5, 1.0)
    f1 = report.run.F[report.rows, 0]
    middle = f1.min() + 0.5 * (f1.max() - f1.min())
    chosen = rows_of(driver, "#designs tr.selected")
    # A brush is as exact as a pixel.
    clearly = 0.01 * (f1.max() - f1.min())
    assert set((f1 < middle - clearly).nonzero()[0].tolist()) <= chosen
    assert chosen <= set((f1 < middle + clearly).nonzero()[0].tolist())
    assert 0 < len(chosen) < len(report.rows)
    assert_selected_everywhere(driver, report, chosen)
    brush_axis(driver, 1, 0.0, 0.5)
    both = rows_of(driver, "#designs tr.selected")
    assert both <= chosen
    assert_selected_everywhere(driver, report, both)
    assert len(driver.find_elements("css selector", "#axes .brush")) == 2
    press(driver, "#clear")
    assert_nothing_selected(driver, report)
    assert driver.find_elements("css selector", "#axes .brush") == []
    assert browser.complaints(driver) == []


def test_a_brush_on_the_front_takes_the_place_of_one_on_an_axis(driver, opened, valley_folder):
    report = opened(valley_folder)
    brush_axis(driver, 0, 0.0, 0.3)
    brush_front(driver, part=(0.0, 0.0, 0.4, 1.0))
    assert driver.find_elements("css selector", "#axes .brush") == []
    assert_selected_everywhere(driver, report, rows_of(driver, "#designs tr.selected"))
    brush_axis(driver, 0, 0.0, 0.3)
    assert driver.execute_script("return (document.getElementById('front-chart').layout.selections || []).length") == 0


def test_a_row_selects_its_design_and_heads_sort(driver, opened, valley_folder):
    report = opened(valley_folder)
    press(driver, "#designs tbody tr[data-row='3']")
    assert_selected_everywhere(driver, report, {3})
    press(driver, "#clear")
    head = press(driver, "#designs th[data-column='f2']")
    order = driver.execute_script(
        "return Array.from(document.querySelectorAll('#designs tbody tr'), (r) => r.dataset.row)"
    )
    assert [int(one) for one in order] == report.run.F[report.rows, 1].argsort(kind="stable").tolist()
    assert head.get_attribute("aria-sort") == "ascending"


def test_baseline_and_knee_can_be_shown_beside_the_front(driver, opened, valley_folder):
    report = opened(valley_folder)
    assert driver.find_elements("css selector", "#axes .named") == []
    press(driver, "#show-named")
    shown = driver.find_elements("css selector", "#axes .named")
    assert len(shown) == 1 + (report.named("knee") is not None)
    assert len(driver.find_elements("css selector", "#axes .line")) == len(report.rows)


def test_three_objectives_are_linked_in_every_panel(driver, opened, three_folder):
    report = opened(three_folder)
    (x0, x1), _ = brush_front(driver, panel=1)
    twice = report.run.F[report.rows]
    inside = (twice[:, 0] >= x0) & (twice[:, 0] <= x1)
    assert len(points_of(driver, "front-chart")) == 3
    assert_selected_everywhere(driver, report, set(inside.nonzero()[0].tolist()))
    assert browser.complaints(driver) == []


@pytest.mark.parametrize("name", ["one_folder", "nothing_folder", "office_folder"])
def test_other_runs_are_drawn_without_complaints(driver, opened, name, request):
    report = opened(request.getfixturevalue(name))
    assert browser.complaints(driver) == []
    assert len(driver.find_elements("css selector", "#axes .line")) == len(report.rows)
    widths = driver.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def test_the_page_asks_the_network_for_nothing(driver, opened, office_folder):
    opened(office_folder)
    asked = browser.requested(driver)
    assert len([address for address in asked if address.startswith("file:")]) == 1
    assert all(address.startswith(("file:", "data:", "blob:")) for address in asked)
    buttons = driver.execute_script(
        "return Array.from(document.querySelectorAll('.modebar-btn'), (one) => one.dataset.title || one.dataset.attr)"
    )
    assert "Box Select" in buttons
    assert not [one for one in buttons if "loud" in one or "hare" in one or "tudio" in one]
