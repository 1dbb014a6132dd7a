"""Leads MSAL for Python to the simulator."""
import socket


def send_https_to(port):
    """Sends every connection to port 443 to the simulator, so that real authority names reach it.

    MSAL 1.21 also drops the authority's port when it asks for the user realm.
    """
    real = socket.getaddrinfo

    def resolve(host, wanted_port, *args, **kwargs):
        if wanted_port == 443:
            return real("127.0.0.1", port, *args, **kwargs)
        return real(host, wanted_port, *args, **kwargs)

    socket.getaddrinfo = resolve
