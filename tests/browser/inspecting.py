"""Looking at a page in a browser: what it complains about, and what is wrong with how it stands."""

from axe_playwright_python.async_playwright import Axe

_AXE = Axe()


async def opened(browser, url, **context):
    """Return the page of `url` and a function that tells what it complained about until then."""
    page = await browser.new_page(reduced_motion="reduce", **context)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    response = await page.goto(url)
    # A page that is itself an error makes the browser say so; that line is no fault of it.
    own = f"status of {response.status} "
    return page, lambda: [each for each in complaints if response.ok or own not in each]


async def faults_of(page):
    """Yield what is wrong with the page as it stands: its width, and whatever axe finds."""
    excess = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if excess > 0:
        yield f"{excess} pixels wider than the screen"
    results = await _AXE.run(page)
    for violation in results.response["violations"]:
        yield f"{violation['id']} at {[node['target'] for node in violation['nodes']]}"


async def missing_pictures(page):
    """Return the addresses of pictures that do not show, those far down the page included."""
    return await page.evaluate(
        """async () => {
            const pictures = [...document.images];
            for (const each of pictures) each.loading = 'eager';
            await Promise.allSettled(pictures.map(each => each.decode()));
            return pictures.filter(each => !each.naturalWidth).map(each => each.src);
        }"""
    )
