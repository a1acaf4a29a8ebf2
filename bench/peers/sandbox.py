"""The offline world in a process of its own: prints the bot's settings as one line of JSON, stays until told to end.

Arguments: the database.
"""

import asyncio
import json
import signal
import sys

from sandbox.offline import start_offline_world


async def main(dsn: str) -> None:
    """Run until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    # port 9 (discard): nobody here talks to the bot through the emulators
    world = await start_offline_world(dsn=dsn, bot_url="http://127.0.0.1:9", announce=False)
    sys.stdout.write(json.dumps(world.bot_environment(vendor="rezolve")) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await world.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
