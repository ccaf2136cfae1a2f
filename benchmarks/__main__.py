"""python -m benchmarks NAME [options]: runs the `main` of benchmarks/NAME.py; without a name, lists them."""

import importlib
import sys

NAMES = ("anatomy", "convolution", "memory", "mlp", "mnist", "rerun", "sentiment")


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in NAMES:
        raise SystemExit(f"python -m benchmarks NAME, where NAME is one of: {', '.join(NAMES)}")
    importlib.import_module(f"benchmarks.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
