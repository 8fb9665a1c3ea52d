/// An agent that does to its input what agents have been seen to do; a program of Python.
package enum HostileAgent {
  /// Its text.
  package static let text = #"""
    #!/usr/bin/python3
    """An agent that does to its input all that agents have been seen to do: starts slowly, draws itself
    anew, swallows Enter, opens a dialog that eats keys, forgets what was typed. What it takes as a prompt
    it writes to taken.jsonl in its folder, which is the truth. The word after its name seeds its dice."""
    import json, os, random, re, select, sys, termios, time, tty

    dice = random.Random(os.environ.get("AGENTVM_AGENT", "x"))
    taken = open("taken.jsonl", "a", buffering=1)
    transcript, composer, dialog_until, deaf_until, busy_until = [], "", 0.0, 0.0, 0.0
    start = time.monotonic()


    def draw(noise=False):
        out = "\x1b[H\x1b[2J" if noise or dice.random() < 0.3 else "\x1b[H"
        rows = ["hostile agent", ""] + transcript[-20:]
        now = time.monotonic()
        if now < dialog_until:
            rows += ["", "Do you trust this folder?", "1. Yes  2. No"]
        elif now < busy_until:
            rows += ["", "~ working on it", "> ", "busy"]
        else:
            lines = composer.split("\n")
            rows += ["", "> " + lines[0]] + ["  " + line for line in lines[1:]] + ["ready for input"]
        wrapped = []
        for row in rows:
            wrapped += [row[i:i + 110] for i in range(0, len(row), 110)] or [""]
        out += "".join(f"\x1b[K{row}\r\n" for row in wrapped[-38:]) + "\x1b[J"
        for piece in range(0, len(out), 700):  # in pieces, as over a slow line
            sys.stdout.write(out[piece:piece + 700])
            sys.stdout.flush()


    def submit():
        global composer, busy_until
        taken.write(json.dumps(composer) + "\n")
        transcript.extend("* " + line for line in composer.split("\n"))
        composer = ""
        busy_until = time.monotonic() + dice.choice([0.0, 0.02, 0.1, 0.4])
        transcript.append("= done with it")


    def key(data):
        """Takes one key or one paste."""
        global composer, dialog_until, deaf_until
        now = time.monotonic()
        if now < dialog_until or now < deaf_until or now < busy_until:
            return  # lost
        if data in (b"\r", b"\n"):
            if not composer or dice.random() < 0.25:
                return  # swallowed
            if dice.random() < 0.15:
                time.sleep(dice.uniform(0.1, 0.6))  # slow to react
            submit()
        elif data.startswith(b"\x1b[200~"):
            composer += data[6:-6].decode("utf-8", "replace").replace("\r", "\n")
            if dice.random() < 0.15:
                composer = ""  # remounted
                draw(noise=True)
        elif data == b"\x15":
            composer = ""
        elif data >= b" ":
            composer += data.decode("utf-8", "replace")


    def main():
        global dialog_until, deaf_until, composer
        sys.stdout.write("starting…\r\n")
        sys.stdout.flush()
        time.sleep(dice.uniform(0.1, 1.2))
        old = termios.tcgetattr(0)
        tty.setraw(0)
        sys.stdout.write("\x1b[?2004h")
        pending = b""
        draw()
        while True:
            ready, _, _ = select.select([0], [], [], 0.1)
            now = time.monotonic()
            if ready:
                pending += os.read(0, 65536)
            while pending:
                if pending.startswith(b"\x1b[200~"):
                    end = pending.find(b"\x1b[201~")
                    if end < 0:
                        break
                    event, pending = pending[:end + 6], pending[end + 6:]
                else:
                    event, pending = pending[:1], pending[1:]
                if event == b"\x04":
                    termios.tcsetattr(0, termios.TCSANOW, old)
                    return
                key(event)
            if dialog_until and now >= dialog_until:
                dialog_until, deaf_until = 0.0, now + 0.3  # drops what is typed right after it
            elif not dialog_until and not composer and dice.random() < 0.01:
                dialog_until = now + dice.uniform(0.2, 0.8)
            if composer and dice.random() < 0.01:
                composer = ""  # remounted while it waits
            draw()


    main()
    """#
}
