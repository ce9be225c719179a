"""The door from the shell: `hanse` and `python -m server` both start here."""

from server.cli import hanse


def main() -> None:
    """Run the command line; exits the process with the command's code."""
    hanse(prog_name="hanse")


if __name__ == "__main__":
    main()
