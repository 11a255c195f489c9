"""Many filing forms at once, beside LibreOffice converting as many from Word: seconds and their ratio.

Usage: ``python -m tests.benchmarks.forms [COUNT]``. The records are the worked example's, once for each project; each
project has its own name, amounts, units and words. LibreOffice is left out where it is not installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE = "2024-iot-platform"
AMOUNT = re.compile(r"\b(\d+)(\d{3}\.\d\d)\b")
WORD = re.compile("平台|系统|设备|服务|公司|中心|软件|单位|报告|数据|工程|网关|终端|建设|监理|检测|测评|验收|文件|资料")
PROGRAM = [sys.executable, "-m", "cio_ctl"]


def office_of(folder: Path, count: int) -> None:
    """A repository with this many filed projects; nobody signed it, since rendering asks for records only."""
    for part in ("schemas", "templates", "records"):
        shutil.copytree(ROOT / part, folder / part)
    sample = folder / "records" / "projects" / SAMPLE
    for number in range(count):
        copy = folder / "records" / "projects" / f"2030-{number:04d}"
        shutil.copytree(sample, copy)
        for file in copy.rglob("*.yaml"):
            text = file.read_text("utf-8").replace(f"projects/{SAMPLE}", f"projects/2030-{number:04d}")
            file.write_text(_told_apart(text, number), "utf-8")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def _told_apart(text: str, number: int) -> str:
    """A record with the name, the amounts, the units and the words of this project: no two papers share a line."""
    text = AMOUNT.sub(lambda found: f"{number + int(found[1])}{found[2]}", text)
    return WORD.sub(lambda found: f"{found[0]}{number}", text)


def seconds(command: list[str], folder: Path) -> float:
    """How long a command takes."""
    environment = {**os.environ, "HOME": str(folder.parent)}
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return time.perf_counter() - begin


def main() -> None:
    """Both ways, one after the other."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    base = Path(tempfile.mkdtemp(prefix="cio-bench-"))
    folder = base / "office"
    folder.mkdir()
    office_of(folder, count)
    batch = [*PROGRAM, "render", "--all", "filing-form", "--year", "2030", "-o"]
    ours = seconds([*batch, str(base / "pdf")], folder)
    print(f"cio-ctl, {count} filing forms: {ours:.1f} s, {ours / count * 1000:.0f} ms each")
    if shutil.which("soffice"):
        seconds([*batch, str(base / "docx"), "--format", "docx"], folder)
        papers = sorted(str(path) for path in (base / "docx").glob("*.docx"))
        other = seconds(["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(base / "lo"), *papers], folder)
        print(f"LibreOffice, {count} from Word: {other:.1f} s   x {ours / other:.2f}")
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
