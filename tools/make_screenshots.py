"""Make the pictures of the report in docs/images from the run of the demo.

Run `make demo` and `fluxion report runs/first_front` first. Needs Debian's packages chromium and chromium-driver.
"""

import io
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))

import browser  # noqa: E402

PAGE = ROOT / "runs" / "first_front" / "report.html"
IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 900
# Pixels of the screen for one of the page, and colours of a file: sharp on a laptop, and small.
SCALE, COLOURS = 1.4, 256

_BRUSH = """
const strip = document.querySelector("#axes .strip[data-axis='0']");
const box = strip.getBoundingClientRect();
const at = (type, share) => strip.dispatchEvent(new PointerEvent(type, {
  pointerId: 1, bubbles: true, clientX: box.left + box.width / 2, clientY: box.top + share * box.height,
}));
strip.setPointerCapture = () => {};
at("pointerdown", 0.72); at("pointermove", 0.85); at("pointerup", 0.92);
"""


def main() -> None:
    """Take the pictures: the top of the page, a selection, sensitivities, the year."""
    if not PAGE.is_file():
        sys.exit(f"there is no {PAGE}; run 'make demo' and 'fluxion report runs/first_front' first.")
    reason = browser.missing()
    if reason:
        sys.exit(reason)
    with browser.chromium(WIDTH, HEIGHT, SCALE) as driver:
        browser.open_page(driver, PAGE)
        # One tall window shows all of the page; charts then need no scrolling.
        height = driver.execute_script("return document.documentElement.scrollHeight")
        driver.set_window_size(WIDTH, height + 200)
        driver.execute_script("document.querySelector('nav').style.position = 'static'")
        _settle(driver)
        _save(driver, "report_answer.png", "#answer", "#front-chart")
        driver.execute_script(_BRUSH)
        _settle(driver)
        _save(driver, "report_selection.png", "#front .bar", "#axes")
        _save(driver, "report_sensitivity.png", "#sensitivities h2", "#sensitivity-chart")
        _save(driver, "report_year.png", "#years h2", "#duration-chart")


def _settle(driver) -> None:
    import time

    # Charts follow the size of the window a moment later.
    time.sleep(1.5)
    driver.execute_script("window.scrollTo(0, 0)")


def _save(driver, name: str, first: str, last: str) -> None:
    """The stretch of the page from the top of one element to the bottom of another."""
    script = (
        "const a = document.querySelector(arguments[0]).getBoundingClientRect();"
        "const b = document.querySelector(arguments[1]).getBoundingClientRect();"
        "return [a.top, b.bottom]"
    )
    top, bottom = driver.execute_script(script, first, last)
    shot = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    part = shot.crop((0, int((top - 14) * SCALE), shot.width, int((bottom + 14) * SCALE)))
    path = IMAGES / name
    part.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {part.width} x {part.height}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
