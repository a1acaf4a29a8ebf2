"""`python -m adapters.entrypoints`: the same as `ticketbot`."""

from adapters.entrypoints.cli import main

main()
