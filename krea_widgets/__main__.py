"""`python -m krea_widgets animate cat.png "slow dolly in" -o out.mp4`: one clip from the shell."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import KreaError
from .magics import read_options
from .studio import Studio
from .studio.ticker import show_progress

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, or 1 with the reason on the error stream."""
    parser = argparse.ArgumentParser(prog="krea_widgets", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    animate = commands.add_parser(
        "animate",
        help="make one clip",
        epilog="Any parameter of the model may follow: --duration 5 --aspect_ratio 16:9",
    )
    animate.add_argument("image", help="the still: a file or an http(s) address")
    animate.add_argument("prompt", help="how it should move")
    animate.add_argument("-m", "--model", help="an id or a name, such as 'veo 3.1'")
    animate.add_argument("-o", "--output", type=Path, help="copy the clip to this file")
    commands.add_parser("resume", help="fetch what an earlier run left at Krea")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "animate":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    studio = Studio()
    try:
        return _animate(studio, options, rest) if options.command == "animate" else _resume(studio)
    except KreaError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        studio.close()


def _animate(studio: Studio, options: argparse.Namespace, rest: Sequence[str]) -> int:
    if options.output and options.output.exists():
        print(f"{options.output} exists already; nothing was sent.", file=sys.stderr)
        return 1
    job = studio.submit(options.image, options.prompt, model=options.model, **read_options(rest))
    show_progress(job)
    clip = job.wait()
    if options.output:
        shutil.copyfile(clip.path, options.output)
    print(options.output or clip.path)
    return 0


def _resume(studio: Studio) -> int:
    failed = 0
    for job in studio.resume():
        show_progress(job)
        try:
            print(job.wait().path)
        except KreaError as error:
            print(error, file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
