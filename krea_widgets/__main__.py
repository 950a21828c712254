"""The command line: `python -m krea_widgets animate cat.png "slow dolly in" -o out.mp4`."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import BadInput, KreaError, UnknownModel
from .magics import read_options, switches
from .studio import BaseStudio
from .studio.progress_display import show_progress

__all__ = ["main"]

EPILOG = """\
The API token is read from KREA_API_KEY; without one, the sandbox makes the clip, free.
Standard output is only the clip's path. Progress is shown on standard error, if that is a terminal.

exit codes:
  0    the clip is saved
  1    there is no clip; standard error says why, and whether it was billed
  2    invalid input; nothing was sent
  130  interrupted with Ctrl-C; the job continues at Krea, and "resume" downloads its clip
"""
ANIMATE = """\
Add any parameter of the model, by Krea's name:
  python -m krea_widgets animate cat.png "slow dolly in" -m "veo 3.1" --duration 8 --generate_audio
  python -m krea_widgets models "veo 3.1"        lists the parameters of a model
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code (see `EPILOG`)."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "animate":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    studio: BaseStudio | None = None
    try:
        studio = BaseStudio()
        if options.backend:
            studio.use(options.backend)
        return int(options.run(studio, options, rest))
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    except KreaError as error:
        print(error, file=sys.stderr)
        return 1
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
        description="Turn an image into a video clip, with any of Krea's image-to-video models.",
        epilog=EPILOG,
        formatter_class=formatter,
    )
    parser.add_argument(
        "--backend",
        choices=["sandbox", "krea"],
        help="the backend; default: krea if there is an API token, else sandbox",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    animate = commands.add_parser(
        "animate", help="make one clip", description="Make one clip.", epilog=ANIMATE, formatter_class=formatter
    )
    animate.add_argument("image", help="a file or an http(s) URL")
    animate.add_argument("prompt", help="the motion, such as 'slow dolly in'")
    animate.add_argument("-m", "--model", help="model ID or name, such as 'veo 3.1'; default: the catalogue's default")
    animate.add_argument("-o", "--output", type=Path, metavar="FILE", help="also copy the clip to this new file")
    animate.set_defaults(run=_animate)
    models = commands.add_parser("models", help="list the models, or the parameters of one")
    models.add_argument("name", nargs="*", help="model ID or name, or a part of it")
    models.set_defaults(run=_models)
    commands.add_parser("resume", help="download the clips of jobs that an earlier run left at Krea").set_defaults(
        run=_resume
    )
    return parser


def _animate(studio: BaseStudio, options: argparse.Namespace, rest: Sequence[str]) -> int:
    output: Path | None = options.output
    if output and output.exists():
        raise BadInput(f"{output} exists already.", advice="Choose another --output.")
    if output and not output.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {output.parent}.", advice="Create it, or choose another --output.")
    values = read_options(rest, switches=switches(studio.catalogue))
    job = studio.submit(options.image, options.prompt, model=options.model, **values)
    show_progress(job)
    clip = job.wait()
    try:
        if output:
            shutil.copyfile(clip.path, output)
    except OSError as error:
        # The disk is full, or the folder is read-only; the clip itself is safe.
        print(
            f"The clip could not be copied to {output}: {error.strerror}. It is saved as {clip.path}.", file=sys.stderr
        )
        return 1
    print(output or clip.path)
    return 0


def _models(studio: BaseStudio, options: argparse.Namespace, _rest: Sequence[str]) -> int:
    name = " ".join(options.name)
    try:
        model = studio.catalogue.find(name)
    except UnknownModel:
        found = studio.catalogue.filter(name=name).models()
        if not found:
            raise
        for each in found:
            print(f"{each.id:40} {each.title}")
        return 0
    print(f"{model.title} ({model.id}), from {model.cheapest() or 'a price that is not known'}")
    for one in model.parameters:
        if one.name not in ("prompt", "start_image"):
            name, _, values = repr(one).strip("<>").partition(": ")
            print(f"  --{name:24} {values}")
    return 0


def _resume(studio: BaseStudio, _options: argparse.Namespace, _rest: Sequence[str]) -> int:
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
