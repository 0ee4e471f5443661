"""The attacks tell a text that takes long from one that does not, and a trace from words."""

import time
from pathlib import Path

from bench.damages import Trial, emptied, ends_of
from bench.hostile import ATTACKS, Attack, seconds
from bench.paths import BenchPaths, bench_paths, parser
from qa.services import Services


def endless(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, services, folder
    time.sleep(3_600)


def test_an_attack_has_its_seconds_or_is_ended() -> None:
    paths = bench_paths(parser(None).parse_args([]))
    quick = next(attack for attack in ATTACKS if "in one piece" in attack.name)

    assert float(seconds(quick, paths, 30).removesuffix(" s")) < 30
    assert seconds(Attack("endless", endless), paths, 0.1) == "not within 0 s"


def test_a_command_on_a_damaged_folder_ends_in_words_and_on_a_whole_one_well(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "whole", tmp_path / "damaged"
    for folder in (whole, damaged):
        folder.mkdir()
    emptied(damaged / "keys.db")
    list_keys = ("keys", "list")

    assert list(ends_of(Trial(whole, (list_keys,)))) == ["as if all were well"]
    assert list(ends_of(Trial(damaged, (list_keys, list_keys)))) == ["in words", "in words"]
