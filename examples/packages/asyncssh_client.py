"""asyncssh's server and client on loopback, from synchronous code."""

import asyncssh
import asyncssh_sync as shims

key = asyncssh.generate_private_key("ssh-ed25519")


def serve(process):
    process.stdout.write(f"ran {process.command}\n")
    process.exit(0)


listener = shims.listen_sync(
    "127.0.0.1", 0, server_host_keys=[key], authorized_client_keys=asyncssh.import_authorized_keys(
        key.export_public_key().decode()
    ), process_factory=serve,
)
with shims.connect_enter_sync(
    "127.0.0.1", listener.get_port(), known_hosts=None, username="user", client_keys=[key]
) as connection:
    done = shims.SSHClientConnection_run_sync(connection, "hello", check=True)
    assert done.stdout == "ran hello\n"
listener.close()
shims.SSHAcceptor_wait_closed_sync(listener)
print("asyncssh: ok")
