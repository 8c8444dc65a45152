"""`python -m backbone_chain` is the command line."""

from backbone_chain.cli import run

if __name__ == "__main__":
    run()
