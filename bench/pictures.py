"""`make pictures`: every page, role by role and width by width, into pictures/; fails on what no page may do.

A page may not answer 500, overflow its window sideways, raise an error in the console or break the CSP.
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.demonstration import seeded, served

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "pictures"
README_PICTURE = ROOT / "docs" / "dashboard.png"
WIDTHS = (375, 1280, 1920)
PAPER = 718  # A4 between margins of one centimetre, at 96 dots an inch
HEIGHTS = {375: 812, PAPER: 1047, 1280: 800, 1920: 1080}
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


class Camera:
    def __init__(self, browser: Browser, address: str, password: str):
        self.browser, self.address, self.password = browser, address, password
        self.contexts: dict[str, BrowserContext] = {}
        self.taken, self.problems = 0, 0

    def context(self, person: str | None) -> BrowserContext:
        """A window of that person's own, signed in; None stands for nobody."""
        key = person or "anonyme"
        if key not in self.contexts:
            self.contexts[key] = self.browser.new_context(
                base_url=self.address, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce"
            )
            if person:
                page = self.contexts[key].new_page()
                page.goto("/connexion/")
                page.fill("#id_username", person)
                page.fill("#id_password", self.password)
                page.click("main button[type=submit]")
                page.wait_for_url(lambda url: "/connexion/" not in url)
                page.close()
        return self.contexts[key]

    def visit(self, visit, person: str | None) -> None:
        context = self.context(person)
        answer = context.request.get(visit.path, max_redirects=0)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        said = [str(answer.status)]
        if answer.status >= 500:
            said.append("ERROR")
            self.problems += 1
        elif visit.role or (answer.status == 200 and kind == "text/html"):
            said += self.take(visit, person or "anonyme", context)
        elif answer.status in (301, 302):
            said.append(f"to {answer.headers['location']}")
        elif answer.status == 405:
            said.append("POST only")
        elif answer.status == 200:
            said.append(kind)
        print(f"{visit.name:32} {person or 'anonyme':8} {' '.join(said)}", flush=True)

    def take(self, visit, who: str, context: BrowserContext) -> list[str]:
        page, said = context.new_page(), []
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda line: line.type == "error" and complaints.append(f"console: {line.text}"))
        widths = (PAPER,) if visit.printed else WIDTHS
        page.emulate_media(media="print" if visit.printed else "screen")
        _resize(page, widths[-1])
        refused = page.goto(visit.path).status >= 400
        if visit.act:
            visit.act(page)
        for width in widths:
            _resize(page, width)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                complaints.append(f"overflows by {wide} px at {width}")
            _shoot(page, FOLDER / f"{visit.name}--{who}--{width}.png")
            self.taken += 1
            said.append(str(width))
        page.close()
        # The browser itself writes a line about a page that is refused on purpose.
        complaints = [text for text in complaints if not (refused and "Failed to load resource" in text)]
        self.problems += len(complaints)
        return [*said, *(f"\n    ! {text}" for text in complaints)]


def _resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def _shoot(page: Page, path: Path) -> None:
    """The whole page, in a window tall enough for it: what sticks to the window's edge covers nothing."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": max(tall, page.viewport_size["height"])})
    page.screenshot(path=path, full_page=True, animations="disabled")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--only", default="", help="the visits whose name contains this")
    arguments.add_argument("--readme", action="store_true", help=f"only {README_PICTURE.relative_to(ROOT)}")
    options = arguments.parse_args()
    with seeded():
        from bench import visits  # its models need the settings

        chosen = []
        if not options.readme:  # which shows the demonstration as `make demo` does, without the samples of visits
            visits.add_empty_contract()
            chosen = [visit for visit in visits.all_visits() if options.only in visit.name]
        if not (options.only or options.readme):
            shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(exist_ok=True)
        with served(FOLDER / "server.log") as address, sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS.split(), "--no-first-run"])
            camera = Camera(browser, address, visits.demo.PASSWORD)
            if options.readme:
                return _picture_of_the_readme(camera)
            for visit in chosen:
                if not visit.path:
                    print(f"{visit.name:32} not visited: bench/visits.py has no object for it")
                    camera.problems += 1
                    continue
                for person in [visits.ROLES.get(visit.role, visit.role)] if visit.role else visits.ROLES.values():
                    camera.visit(visit, person)
            browser.close()
    print(f"{camera.taken} pictures in {FOLDER.name}/, {camera.problems} problems.")
    return 1 if camera.problems else 0


def _picture_of_the_readme(camera: Camera) -> int:
    page = camera.context("agent").new_page()
    _resize(page, 1280)
    page.goto("/")
    # Debian's Chromium speaks English only, dates included: the day as a French browser writes it.
    page.evaluate(
        """document.querySelectorAll('input[type=date]').forEach(field => {
            const french = field.value.split('-').reverse().join('/');
            field.type = 'text';
            field.value = french;
        })"""
    )
    README_PICTURE.parent.mkdir(exist_ok=True)
    _shoot(page, README_PICTURE)
    print(f"{README_PICTURE.relative_to(ROOT)}: {README_PICTURE.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
