"""The recipes of the docs in small apps, bundled as their readers would."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stub import Stub
from tests.browser.visitor import action, visit

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
REACT = """
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useConsent, WithConsent } from '%s/snippet/recipes/react.jsx';
function Video() { return <p id="video">video</p>; }
function State() { return <p id="state">{String(useConsent()?.decided)}</p>; }
function App() {
  const [isShown, show] = useState(true);
  return <><button id="toggle" onClick={() => show(!isShown)}>x</button>{isShown && <><State/>
    <WithConsent purpose="media" fallback={<p id="ask">ask</p>}><Video/></WithConsent></>}</>;
}
createRoot(document.getElementById('app')).render(<App/>);
"""
VUE = """
import { createApp, h, ref } from 'vue/dist/vue.runtime.esm-bundler.js';
import { useConsent } from '%s/snippet/recipes/vue.js';
const Part = { setup() {
  const consent = useConsent();
  return () => [h('p', {id: 'state'}, String(consent.value?.decided)),
    consent.value?.purposes.media ? h('p', {id: 'video'}, 'video') : h('p', {id: 'ask'}, 'ask')];
}};
createApp({ setup() {
  const isShown = ref(true);
  const toggle = () => { isShown.value = !isShown.value; };
  return () => [h('button', {id: 'toggle', onClick: toggle}, 'x'), isShown.value ? h(Part) : null];
}}).mount('#app');
"""


def bundled(source: str, folder: Path) -> str:
    """The app as one script, made by esbuild."""
    entry = folder / "app.jsx"
    entry.write_text(source % ROOT, encoding="utf-8")
    options = ["--bundle", "--jsx=automatic", "--format=iife", "--minify", "--charset=utf8"]
    options.append('--define:process.env.NODE_ENV="production"')
    done = subprocess.run(
        [ROOT / "node_modules/.bin/esbuild", entry, *options],
        cwd=ROOT,
        env={**os.environ, "NODE_PATH": str(ROOT / "node_modules")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.replace("</script", "<\\/script")


@pytest.mark.parametrize("source", [REACT, VUE], ids=["react", "vue"])
def test_a_component_follows_the_choice(
    source: str, stub: Stub, page: Page, tmp_path: Path
) -> None:
    """Choice, change and withdrawal reach the component; after it is gone nobody calls it."""
    body = f'<div id="app"></div><script>{bundled(source, tmp_path)}</script>'
    visit(page, stub.add("/", body, stub.snippet))
    expect(page.locator("#state")).to_have_text("false")
    expect(page.locator("#ask")).to_be_visible()
    action(page, "accept").click()
    expect(page.locator("#state")).to_have_text("true")
    expect(page.locator("#video")).to_be_visible()
    page.evaluate("temoin.set({media: false})")
    expect(page.locator("#ask")).to_be_visible()
    page.click("#toggle")
    expect(page.locator("#state")).to_have_count(0)
    page.evaluate("temoin.set({media: true})")
    page.click("#toggle")
    expect(page.locator("#video")).to_be_visible()
