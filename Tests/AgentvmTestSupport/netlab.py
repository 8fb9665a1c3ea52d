#!/usr/bin/env python3
"""A little internet of its own, for one command: a network namespace whose own interface holds public,
private and metadata addresses, servers with TLS behind some of them, and a name server. No packet leaves
the machine, and nothing outside is changed: the namespace ends with the command.

    netlab.py FOLDER -- COMMAND...

FOLDER gets ca.pem, what the servers were asked for (asked.log) and which names were looked up (names.log).
"""
import contextlib, ctypes, fcntl, os, signal, socket, ssl, struct, subprocess, sys, threading

NAMES = {  # what the name server says; everything else does not exist
    "ok.example.com": ["93.184.216.34"],
    "also.example.com": ["93.184.216.35"],
    "sub.wild.example.com": ["93.184.216.34"],
    "private.example.com": ["10.0.0.5"],
    "mixed.example.com": ["93.184.216.34", "127.0.0.1"],
    "metadata.example.com": ["169.254.169.254"],
    "loop.example.com": ["127.0.0.1"],
    "silent.example.com": ["93.184.216.37"],
    "retry.example.com": ["93.184.216.36"],
    # Nothing listens there: the command may have servers of its own, by server.pem and server.key.
    "forge.example.com": ["93.184.216.38"],
    "packages.example.com": ["93.184.216.38"],
    "forbidden.example.com": ["93.184.216.38"],
    "model.example.com": ["93.184.216.39"],
}
RESOLVER = "9.9.9.9"
ADDRESSES = [RESOLVER, "93.184.216.34", "93.184.216.35", "93.184.216.36", "93.184.216.37", "93.184.216.38",
             "93.184.216.39", "10.0.0.5", "169.254.169.254"]
NEWNS, NEWUSER, NEWNET = 0x20000, 0x10000000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def need(result, what):
    if result != 0:
        sys.exit("netlab: can't %s: %s" % (what, os.strerror(ctypes.get_errno())))


def enter(folder):
    """Makes the namespaces, and the interface in them."""
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        need(libc.unshare(NEWNS | NEWNET), "unshare")
    else:
        need(libc.unshare(NEWUSER | NEWNS | NEWNET), "unshare")
        for name, text in [("setgroups", "deny"), ("uid_map", "%d %d 1" % (uid, uid)),
                           ("gid_map", "%d %d 1" % (gid, gid))]:
            with open("/proc/self/" + name, "w") as file:
                file.write(text)
    need(libc.mount(b"none", b"/", None, 0x84000, None), "keep mounts apart")
    resolver = folder + "/resolv.conf"
    with open(resolver, "w") as file:
        file.write("nameserver %s\n" % RESOLVER)
    target = os.path.realpath("/etc/resolv.conf")
    need(libc.mount(resolver.encode(), target.encode(), None, 0x1000, None), "mount resolv.conf")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sh14x", b"lo", 0x49))  # SIOCSIFFLAGS: up, running
        for number, address in enumerate(ADDRESSES):
            request = struct.pack("16sHH4s8x", b"lo:%d" % (number + 1), socket.AF_INET, 0,
                                  socket.inet_aton(address))
            fcntl.ioctl(control, 0x8916, request)  # SIOCSIFADDR
            mask = struct.pack("16sHH4s8x", b"lo:%d" % (number + 1), socket.AF_INET, 0, b"\xff" * 4)
            fcntl.ioctl(control, 0x891C, mask)  # SIOCSIFNETMASK
    # A command that is not root may listen on the usual ports too, where /proc/sys can be written.
    with contextlib.suppress(OSError), open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as file:
        file.write("0")


def certificates(folder):
    """An authority of its own, and a certificate for all the names."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, stderr=subprocess.DEVNULL)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=netlab", "-keyout", "ca.key", "-out", "ca.pem",
            "-addext", "keyUsage=critical,keyCertSign", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=server",
            "-keyout", "server.key", "-out", "server.csr")
    with open(folder + "/names.ext", "w") as file:
        file.write("subjectAltName=" + ",".join("DNS:" + name for name in NAMES) + "\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names.ext", "-out", "server.pem")


class Lab:
    def __init__(self, folder):
        self.folder = folder
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder + "/server.pem", folder + "/server.key")
        self.lock = threading.Lock()

    def log(self, name, line):
        with self.lock, open("%s/%s.log" % (self.folder, name), "a") as file:
            file.write(line + "\n")

    def serve(self, address, port, handle):
        listener = socket.create_server((address, port), backlog=2048)

        def accept():
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self.guard, args=(handle, connection), daemon=True).start()
        threading.Thread(target=accept, daemon=True).start()

    @staticmethod
    def guard(handle, connection):
        try:
            handle(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def page(self, address, is_secure):
        def handle(connection):
            if is_secure:
                connection = self.context.wrap_socket(connection, server_side=True)
            data = b""
            while b"\r\n\r\n" not in data:
                piece = connection.recv(65536)
                if not piece:
                    return
                data += piece
            self.log("asked", "%s %s" % (address, data.split(b"\r\n")[0].decode("latin-1")))
            body = b"hello from " + address.encode() + b"\n"
            if b"/big" in data.split(b"\r\n")[0]:
                body = b"x" * (64 << 20)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
            connection.close()
        return handle

    def retrying(self, connection):
        """A server that wants another hello: it takes only a group that clients do not offer at once."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder + "/server.pem", self.folder + "/server.key")
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.set_ecdh_curve("secp521r1")
        context.sni_callback = lambda _, name, __: self.log("said", str(name))
        with context.wrap_socket(connection, server_side=True) as session:
            session.sendall(b"hello")

    def until_end(self, connection):
        """Says how much has come, once that has ended."""
        count = 0
        while data := connection.recv(65536):
            count += len(data)
        connection.sendall(b"%d" % count)

    def echo(self, connection):
        while data := connection.recv(65536):
            connection.sendall(data)

    def greet(self, connection):
        connection.sendall(b"SSH-2.0-netlab\r\n")
        self.echo(connection)

    def answer_names(self):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((RESOLVER, 53))

        def run():
            while True:
                data, sender = server.recvfrom(4096)
                labels, place = [], 12
                while data[place]:
                    labels.append(data[place + 1:place + 1 + data[place]].decode("latin-1"))
                    place += 1 + data[place]
                name = ".".join(labels).lower()
                kind = struct.unpack("!H", data[place + 1:place + 3])[0]
                self.log("names", "%s %d" % (name, kind))
                found = NAMES.get(name, []) if kind == 1 else []
                head = data[:2] + struct.pack("!HHHHH", 0x8180 if name in NAMES else 0x8183, 1, len(found), 0, 0)
                answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 5, 4) + socket.inet_aton(address)
                                   for address in found)
                server.sendto(head + data[12:place + 5] + answers, sender)
        threading.Thread(target=run, daemon=True).start()


def main():
    folder, words = os.path.abspath(sys.argv[1]), sys.argv[3:]
    os.makedirs(folder, exist_ok=True)
    certificates(folder)
    enter(folder)
    lab = Lab(folder)
    lab.answer_names()
    for address in ["93.184.216.34", "93.184.216.35", "10.0.0.5", "169.254.169.254", "127.0.0.1"]:
        lab.serve(address, 443, lab.page(address, True))
        lab.serve(address, 80, lab.page(address, False))
    lab.serve("127.0.0.1", 7007, lab.echo)
    lab.serve("93.184.216.34", 22, lab.greet)
    lab.serve("93.184.216.34", 7000, lab.echo)
    lab.serve("93.184.216.34", 7001, lab.until_end)
    lab.serve("93.184.216.36", 443, lab.retrying)
    command = subprocess.Popen(words)
    signal.signal(signal.SIGTERM, lambda *_: command.terminate())
    sys.exit(command.wait() & 255)


main()
