"""A socket whose answers leave at once."""

import asyncio
import socket

from api.serving import Address, listener_at


def test_what_is_written_in_two_parts_leaves_at_once() -> None:
    """Nagle's rule would hold the second part back until the first one is acknowledged."""

    async def served() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            told.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listener_at(Address("127.0.0.1", 0)) as listener:
            server = await asyncio.start_server(connected, sock=listener)
            async with server:
                _, writer = await asyncio.open_connection(*listener.getsockname())
                found = await told
                writer.close()
                return found

    assert asyncio.run(served()) != 0
