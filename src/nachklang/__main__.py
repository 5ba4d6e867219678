"""`python -m nachklang` is the `nachklang` command."""

from nachklang.cli import main

if __name__ == "__main__":
    main()
