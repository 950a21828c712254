"""`python -m krea_widgets animate cat.png "slow dolly in" -o out.mp4`: clips from the shell."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import BadInput, KreaError, UnknownModel
from .magics import read_options, switches
from .studio import Studio
from .studio.progress_display import show_progress

__all__ = ["main"]

EPILOG = """\
The token is read from KREA_API_KEY; without one everything runs in the sandbox, free.
Progress goes to the error stream where that is a terminal; the output is the clip's path alone.

exit codes:
  0    the clip is there
  1    there is no clip, for the reason on the error stream, which also says whether it was billed
  2    refused here, before anything was sent
  130  stopped with Ctrl-C; the job goes on at Krea, and "resume" fetches its clip
"""
ANIMATE = """\
Any parameter of the model may follow, by Krea's name for it:
  python -m krea_widgets animate cat.png "slow dolly in" -m "veo 3.1" --duration 8 --generate_audio
  python -m krea_widgets models "veo 3.1"        tells what a model takes
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code (see `EPILOG`)."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "animate":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    studio: Studio | None = None
    try:
        studio = Studio()
        if options.backend:
            studio.use(options.backend)
        return int(options.run(studio, options, rest))
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    except KreaError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # which job goes on, the wait itself has said
        print('"python -m krea_widgets resume" fetches what goes on at Krea.', file=sys.stderr)
        return 130
    finally:
        if studio is not None:
            for notice in studio.notices:  # such as a journal that cannot be written: after a crash it would be missed
                print(notice, file=sys.stderr)
            studio.close()


def _parser() -> argparse.ArgumentParser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m krea_widgets",
        description="Turn a still picture into a video clip, with any of Krea's image-to-video models.",
        epilog=EPILOG,
        formatter_class=plain,
    )
    parser.add_argument(
        "--backend", choices=["sandbox", "krea"], help="who answers; left out: krea where there is a token"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    animate = commands.add_parser(
        "animate", help="make one clip", description="Make one clip.", epilog=ANIMATE, formatter_class=plain
    )
    animate.add_argument("image", help="the still: a file or an http(s) address")
    animate.add_argument("prompt", help="how it should move")
    animate.add_argument("-m", "--model", help="an id or a name, such as 'veo 3.1'; left out: the catalogue's default")
    animate.add_argument("-o", "--output", type=Path, metavar="FILE", help="copy the clip to this new file")
    animate.set_defaults(run=_animate)
    models = commands.add_parser("models", help="list the models, or what one of them takes")
    models.add_argument("name", nargs="*", help="an id, a name, or words of it")
    models.set_defaults(run=_models)
    commands.add_parser("resume", help="fetch what an earlier run left at Krea").set_defaults(run=_resume)
    return parser


def _animate(studio: Studio, options: argparse.Namespace, rest: Sequence[str]) -> int:
    output: Path | None = options.output
    if output and output.exists():
        raise BadInput(f"{output} exists already.")
    if output and not output.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {output.parent}.")
    values = read_options(rest, switches=switches(studio.catalogue))
    job = studio.submit(options.image, options.prompt, model=options.model, **values)
    show_progress(job)
    clip = job.wait()
    try:
        if output:
            shutil.copyfile(clip.path, output)
    except OSError as error:  # the disk is full, the folder may not be written: the clip is safe all the same
        print(f"The clip is {clip.path}; it could not be copied to {output}: {error.strerror}.", file=sys.stderr)
        return 1
    print(output or clip.path)
    return 0


def _models(studio: Studio, options: argparse.Namespace, _rest: Sequence[str]) -> int:
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
            name, _, takes = repr(one).strip("<>").partition(": ")
            print(f"  --{name:24} {takes}")
    return 0


def _resume(studio: Studio, _options: argparse.Namespace, _rest: Sequence[str]) -> int:
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
