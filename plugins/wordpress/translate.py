"""Refresh the plugin's translation files: `python plugins/wordpress/translate.py`.

Needs GNU gettext (`apt install gettext`). Writes languages/temoin.pot from the sources, merges new
texts into every temoin-<locale>.po (translate there what is empty or fuzzy, then run again) and
compiles each to .mo for PHP and to .json for the settings page's script, in the format of
WordPress's wp_set_script_translations. Exits 1 when a translation is missing.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PLUGIN = Path(__file__).resolve().parent / "temoin"
SCRIPT_HANDLE = "temoin-settings"
KEYWORDS = ("__", "_e", "esc_html__", "esc_html_e", "esc_attr__", "esc_attr_e")


def gettext_tool(*command: str, text: str = "") -> str:
    """What a GNU gettext command prints."""
    done = subprocess.run(
        command, cwd=PLUGIN, input=text, check=True, capture_output=True, text=True
    )
    return done.stdout


def extract(language: str, pattern: str) -> str:
    """The .pot text of the plugin's files that fit; without a date: it changes when a text does."""
    files = sorted(str(path.relative_to(PLUGIN)) for path in PLUGIN.rglob(pattern))
    keywords = [f"--keyword={word}" for word in KEYWORDS]
    options = [
        "--from-code=UTF-8",
        "--add-comments=translators:",
        "--package-name=Temoin",
        "--add-location=file",
        "--sort-by-file",
        "--output=-",
    ]
    text = gettext_tool(
        "xgettext", f"--language={language}", "--keyword", *keywords, *options, *files
    )
    header = (
        "# SOME",
        "# Copyright",
        "# This file",
        "# FIRST",
        '"POT-Creation',
        '"PO-Revision',
        '"Last-Translator',
        '"Report-',
    )
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(header)]
    return "".join(lines).replace("charset=CHARSET", "charset=UTF-8").replace("#, fuzzy\n", "", 1)


def join(first: str, second: str) -> str:
    """Two .pot texts as one."""
    with tempfile.NamedTemporaryFile("w", suffix=".pot", encoding="utf-8") as other:
        other.write(second)
        other.flush()
        return gettext_tool("msgcat", "--use-first", "--sort-by-file", "-", other.name, text=first)


def script_json(po: Path, script: str, locale: str) -> str:
    """The script's texts in one language, as WordPress's JavaScript reads them."""
    merged = gettext_tool(
        "msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=-", str(po), "-", text=script
    )
    merged = gettext_tool("msgattrib", "--no-obsolete", "-", text=merged)
    translated = gettext_tool("msgexec", "-i", "-", "0", text=merged).split("\0")[1:-1]
    originals = gettext_tool(
        "msgexec", "-i", "-", "0", text=gettext_tool("msgen", "-", text=script)
    ).split("\0")[1:-1]
    messages: dict[str, object] = {"": {"domain": "messages", "lang": locale}}
    messages.update(
        {original: [text] for original, text in zip(originals, translated, strict=True)}
    )
    document = {"domain": "messages", "locale_data": {"messages": messages}}
    return json.dumps(document, ensure_ascii=False, indent="\t") + "\n"


def refresh(po: Path, pot: Path, script: str) -> int:
    """Bring one language up to date; the number of texts that still lack a translation."""
    locale = po.stem.removeprefix("temoin-")
    po.write_text(
        gettext_tool("msgmerge", "--quiet", "--output-file=-", str(po), str(pot)), encoding="utf-8"
    )
    gettext_tool("msgfmt", "--check", "-o", str(po.with_suffix(".mo")), str(po))
    target = po.with_name(f"{po.stem}-{SCRIPT_HANDLE}.json")
    target.write_text(script_json(po, script, locale), encoding="utf-8")
    missing = gettext_tool("msgattrib", "--untranslated", str(po)) + gettext_tool(
        "msgattrib", "--only-fuzzy", str(po)
    )
    return missing.count('\nmsgid "') - missing.count('\nmsgid ""\nmsgstr ""\n"')


def main() -> int:
    """Refresh every file; the exit status."""
    languages = PLUGIN / "languages"
    pot = languages / "temoin.pot"
    script = extract("JavaScript", "*.js")
    pot.write_text(join(extract("PHP", "*.php"), script), encoding="utf-8")
    missing = {po.name: refresh(po, pot, script) for po in sorted(languages.glob("*.po"))}
    for name, count in missing.items():
        print(f"{name}: {count} missing")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
