"""Run every benchmark, or those named: `python -m benchmarks [NAME …]`. Each prints ratios against a named peer.

One benchmark by itself takes options of its own: `python -m benchmarks plan --quick`. One that takes long is run only
where it is named.
"""

import importlib
import pkgutil
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Run the benchmarks; each module has a `main()`, which reads its options where `argparse` looks for them."""
    many = next((at for at, each in enumerate(arguments) if each.startswith("-")), len(arguments))
    wanted, options = arguments[:many], arguments[many:]
    if options and len(wanted) != 1:
        sys.exit("options go to one benchmark that is named before them")
    known = sorted(
        module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if module.name[0] != "_"
    )
    unknown = set(wanted) - set(known)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    for name in wanted or known:
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "main") and (wanted or not hasattr(module, "ONLY_NAMED")):
            print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            sys.argv = [f"benchmarks.{name}", *options]
            module.main()


if __name__ == "__main__":
    main(sys.argv[1:])
