"""The command line: `python -m krea_widgets animate cat.png "slow dolly in" -o out.mp4`."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import __version__
from .errors import BadInput, BadPath, KreaError, UnknownModel
from .journal import PERIODS
from .magics import read_options, set_budget, switches
from .media import Clip
from .public_api import Studio
from .studio.call_checks import check_extras
from .studio.progress_display import progress

__all__ = ["main"]

EPILOG = """\
The API token is read from KREA_API_KEY; without one, the sandbox makes the clips, free.
Standard output has only the clips' paths. Progress is shown on standard error, if that is a terminal.

environment:
  KREA_API_KEY        the API token
  KREA_WIDGETS_CLIPS  the folder of the clips; default: krea_clips in the current folder
  KREA_WIDGETS_HOME   the folder of the job journal; default: the user's data folder

exit codes:
  0    every clip is saved
  1    a clip is missing; standard error says why, and whether it was billed
  2    invalid input; nothing was sent
  130  interrupted with Ctrl-C; the jobs continue at Krea, and "resume" downloads their clips
"""
ANIMATE = """\
Add any parameter of the model, by Krea's name:
  python -m krea_widgets animate cat.png "slow dolly in" -m "veo 3.1" --duration 8 --generate_audio
  python -m krea_widgets models "veo 3.1"        lists the parameters of a model
"""


def _write_any_character() -> None:
    """A pipe may have an encoding without the characters of a path; the clip is made all the same."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code (see `EPILOG`)."""
    _write_any_character()
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in ("animate", "quote"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    studio: Studio | None = None
    try:
        studio = Studio()
        if options.backend:
            studio.use(options.backend)
        code = int(options.run(studio, options) or 0)
        sys.stdout.flush()
        return code
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    except KreaError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader has enough, as `head` has. What Python still holds has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        # The wait has printed which job continues.
        print('Run "python -m krea_widgets resume" to download its clip.', file=sys.stderr)
        return 130
    finally:
        if studio is not None:
            # Such as a journal that cannot be written, which would be missed after a crash.
            for notice in studio.notices:
                print(notice, file=sys.stderr)
            studio.close()


def _parser() -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m krea_widgets",
        description="Turn images into video clips, with any of Krea's image-to-video models.",
        epilog=EPILOG,
        formatter_class=formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--backend",
        choices=["sandbox", "krea"],
        help="the backend; default: krea if there is an API token, else sandbox",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, text: str, run: Callable[[Studio, argparse.Namespace], int | None], **options: Any
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=f"{text.capitalize()}.", allow_abbrev=False, **options)
        made.set_defaults(run=run)
        return made

    animate = command("animate", "make a clip of each image", _animate, epilog=ANIMATE, formatter_class=formatter)
    animate.add_argument("images", nargs="*", metavar="IMAGE", help="files or http(s) URLs; or --start-video FILE")
    animate.add_argument("prompt", metavar="PROMPT", help="the motion, such as 'slow dolly in'")
    animate.add_argument("-m", "--model", help="model ID or name, such as 'veo 3.1'; default: the catalogue's default")
    animate.add_argument("-o", "--output", type=Path, metavar="PATH", help="also copy to a new file, or into a folder")
    quote = command("quote", "state the price of a clip and send nothing", _quote, formatter_class=formatter)
    quote.add_argument("image", metavar="IMAGE", help="a file or an http(s) URL")
    quote.add_argument("prompt", metavar="PROMPT", nargs="?", default="", help="the motion")
    quote.add_argument("-m", "--model", help="as for animate")
    models = command("models", "list the models, or the parameters of one", _models)
    models.add_argument("name", nargs="*", help="model ID or name, or a part of it")
    command("status", "show the backend, the token and the clip folder", lambda studio, _: print(studio.status()))
    command("jobs", "list the pending jobs at Krea", _jobs)
    follow = command(
        "job", "wait for a job at Krea and download its clip", lambda studio, options: _wait([studio.job(options.id)])
    )
    follow.add_argument("id", metavar="ID", help="Krea's job ID")
    adopt = command(
        "adopt",
        "download the clip of a job that another program submitted",
        lambda studio, options: _wait([studio.adopt(options.id)]),
    )
    adopt.add_argument("id", metavar="ID", help="Krea's job ID")
    spent = command(
        "spent",
        "show what clips cost at Krea, by day and by model",
        lambda studio, options: print(studio.spent(since=options.since)),
    )
    spent.add_argument("--since", metavar="DATE", help="only jobs requested after this date, such as 2026-11-01")
    budget = command(
        "budget",
        "set the most that clips may cost, or show it",
        lambda studio, one: print(set_budget(studio, one.amount, one.per)),
    )
    budget.add_argument("amount", nargs="?", metavar="USD", help='such as 5.00; "none" removes the budget')
    budget.add_argument("--per", default="day", choices=PERIODS, help="default: day")
    motion = command("motion", "say what moves in video files, and whether it is what the prompt asked for", _motion)
    motion.add_argument("films", nargs="+", metavar="FILM", help="clips, or any other video files")
    motion.add_argument("--prompt", help="compare with this prompt; default: that of the clip")
    motion.add_argument("--json", action="store_true", help="print a list with all figures, at each frame too")
    command("resume", "download the clips of jobs that an earlier run left at Krea", _resume)
    copied = command("notebooks", "copy the example notebooks and their images into a folder", _notebooks)
    copied.add_argument("folder", nargs="?", type=Path, default=Path(), help="default: the current folder")
    return parser


def _animate(studio: Studio, options: argparse.Namespace) -> int:
    output: Path | None = options.output
    _check_output(output, len(options.images))
    values = read_options(options.rest, switches=switches(studio.catalogue))
    webhook_url = values.pop("webhook_url", None)
    check_extras(webhook_url)
    images = options.images or [None]
    # All are checked before the first is sent.
    shots = [studio.quote(image, options.prompt, model=options.model, **values) for image in images]
    for problem in (problem for shot in shots for problem in shot.problems):
        raise problem
    studio.check_budget([shot.price for shot in shots])
    return _wait([studio.submit(shot.shot, webhook_url=webhook_url) for shot in shots], output)


def _check_output(output: Path | None, count: int) -> None:
    if output is None or output.is_dir():
        return
    if count > 1:
        raise BadInput(f"{output} is no folder, but there are {count} clips.", advice="Create it, or name another.")
    if output.exists():
        raise BadInput(f"{output} exists already.", advice="Choose another --output.")
    if not output.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {output.parent}.", advice="Create it, or choose another --output.")


def _motion(studio: Studio, options: argparse.Namespace) -> None:
    found = []
    for name in options.films:
        clip = Clip.open(name)
        if options.prompt is not None:
            clip = replace(clip, settings={**clip.settings, "values": {}, "prompt": options.prompt})
        found.append({"film": name, **clip.motion.to_dict(), "followed": clip.followed.to_dict()})
        if not options.json:
            print(f"{name}: {clip.motion}", *([f"  {clip.followed}"] if clip.prompt else []), sep="\n")
    if options.json:
        print(json.dumps(found, ensure_ascii=False))


def _wait(jobs: Sequence[Any], output: Path | None = None) -> int:
    """Wait for each job, and print where its clip is."""
    progress(*jobs)
    failed = made = 0
    for job in jobs:
        try:
            clip = job.wait()
            made += 1
            saved = clip.save(output) if output else clip.path
            print(output if output and not output.is_dir() else saved)
        except KreaError as error:
            print(error, file=sys.stderr)
            failed = 1
        except OSError as error:
            # The disk is full, or the folder is read-only; the clip itself is safe.
            what = f"The clip could not be copied to {output}: {error.strerror}. It is saved as {job.clip.path}."
            print(what, file=sys.stderr)
            failed = 1
    if made and jobs[0].backend == "sandbox" and not sys.stdout.isatty():
        print("Made in the sandbox, a free simulator. Set KREA_API_KEY to use Krea.", file=sys.stderr)
    return failed


def _quote(studio: Studio, options: argparse.Namespace) -> None:
    values = read_options(options.rest, switches=switches(studio.catalogue))
    quote = studio.quote(options.image, options.prompt, model=options.model, **values)
    for problem in quote.problems:
        raise problem
    print(quote)
    if quote.shot is not None:
        print(f"for {quote.shot.model}", file=sys.stderr)


def _models(studio: Studio, options: argparse.Namespace) -> None:
    name = " ".join(options.name)
    found = studio.catalogue.filter(name=name).models()
    try:
        model = studio.catalogue.find(name)
    except UnknownModel:
        if not found:
            raise
        model = None
    if model is None:
        for each in found:
            price = each.cheapest()
            print(f"{each.id:40} {each.title:28} {f'from {price}' if price else 'price unknown'}")
        return
    others = [each.id for each in found if each is not model]
    if others:
        print(f"Also: {', '.join(others)}", file=sys.stderr)
    print(f"{model.title} ({model.id}), from {model.cheapest() or 'a price that is unknown'}")
    for one in model.parameters:
        if one.name not in ("prompt", "start_image"):
            name, _, values = repr(one).strip("<>").partition(": ")
            print(f"  --{name:24} {values}")


def _jobs(studio: Studio, _options: argparse.Namespace) -> None:
    jobs = studio.jobs()
    if not jobs:
        print("No job is pending.", file=sys.stderr)
    for job in jobs:
        print(f"{job.id}  {job.status:12} {job.model}")


def _resume(studio: Studio, _options: argparse.Namespace) -> int:
    jobs = studio.resume()
    if not jobs:
        print("There is no job to resume.", file=sys.stderr)
    return _wait(jobs)


def _notebooks(_studio: Studio, options: argparse.Namespace) -> None:
    """Copy what is not there yet. The wheel has the notebooks inside, the source tree beside the package."""
    package = Path(__file__).parent
    source = next(one for one in (package / "notebooks", package.with_name("notebooks")) if one.is_dir())
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(file for kind in ("*.ipynb", "lighthouse*.jpg") for file in source.glob(kind)):
            target = options.folder / file.name
            if not target.exists():
                shutil.copyfile(file, target)
                print(target)
    except OSError as error:
        raise BadPath(f"The notebooks could not be copied to {options.folder}.", details=repr(error)) from error


if __name__ == "__main__":
    sys.exit(main())
