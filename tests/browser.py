"""The system's Chromium without a window and without a network, driven by Selenium."""

import json
import shutil
from contextlib import contextmanager

# Every name resolves to nothing, so that a page that asks the network for anything fails.
_NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"


def missing():
    """Why no browser can be started here; empty if one can."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "the package 'selenium' is not installed; it comes with the extra 'dev'"
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return f"'{program}' is not installed; on Debian: apt-get install chromium chromium-driver"
    return ""


@contextmanager
def chromium(width=1380, height=900, scale=1.0):
    """A started browser whose window shows `width` x `height` pixels."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = shutil.which("chromium")
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        f"--force-device-scale-factor={scale}",
        f"--window-size={width},{height}",
        _NO_NETWORK,
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def open_page(driver, path):
    """Open a report from disk and wait until its charts are drawn."""
    from selenium.webdriver.support.ui import WebDriverWait

    driver.get_log("browser")
    driver.get_log("performance")
    driver.get(path.resolve().as_uri())
    WebDriverWait(driver, 60).until(
        lambda page: page.execute_script(
            "const figures = JSON.parse(document.getElementById('page-data').textContent).figures;"
            "return Object.keys(figures).every((id) => document.getElementById(id).dataset.drawn === 'true')"
        )
    )


def complaints(driver):
    """Errors and warnings that the page left on the console."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def requested(driver):
    """Addresses that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
