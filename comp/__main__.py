"""`python -m comp` is the `comp` command."""

from comp.cli import main

if __name__ == "__main__":
    main(prog_name="comp")
