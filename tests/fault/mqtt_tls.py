# SPDX-License-Identifier: Apache-2.0
"""Certificates of the hour, and devices that speak TLS."""
import os
import socket
import ssl
import struct
import subprocess

import mqtt


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.key, self.pem = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=test authority " + name, "-keyout", self.key, "-out", self.pem)

    def sign(self, name, alternative):
        """Its certificate and key. A device's name has a slash in it."""
        stem = os.path.join(self.folder, name.replace("/", "+"))
        with open(stem + ".ext", "w") as f:
            f.write(f"subjectAltName={alternative}\n")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                "/CN=" + name.replace("/", "\\/"), "-keyout", stem + ".key", "-out", stem + ".csr")
        openssl("x509", "-req", "-in", stem + ".csr", "-CA", self.pem, "-CAkey", self.key, "-CAcreateserial",
                "-days", "2", "-extfile", stem + ".ext", "-out", stem + ".pem")
        os.chmod(stem + ".key", 0o644)  # the broker may run as another user
        return stem + ".pem", stem + ".key"


class Secure(mqtt.Device):
    """A device over TLS, with a password or a certificate; under whatever client id."""

    def __init__(self, *arguments, authority, pair=None, client_id=None, **more):
        super().__init__(*arguments, **more)
        self.id = client_id or self.id
        self.context = ssl.create_default_context(cafile=authority.pem)
        if pair is not None:
            self.context.load_cert_chain(*pair)

    def connect(self, flags=0x00):
        s = self.context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 5),
                                     server_hostname="127.0.0.1")
        body = mqtt.text("MQTT") + bytes([4, flags | (0x00 if self.user is None else 0xC0)]) + struct.pack(">H", 0)
        body += mqtt.text(self.id)
        if self.user is not None:
            body += mqtt.text(self.user[0]) + mqtt.text(self.user[1])
        s.sendall(mqtt.packet(0x10, body))
        if s.recv(4)[3:4] != b"\0":
            raise OSError("refused")
        return s
