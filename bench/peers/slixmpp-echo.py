"""An echo with slixmpp, without plugins: its fastest form."""

import json
import signal
import sys

from slixmpp.componentxmpp import ComponentXMPP

where = json.loads(sys.argv[1])


class Echo(ComponentXMPP):
    def __init__(self):
        super().__init__(where["domain"], where["secret"], "127.0.0.1", where["port"])
        self.add_event_handler("message", self.echo)
        self.add_event_handler("session_start", lambda _: print("ready", flush=True))

    def echo(self, message):
        if message["type"] == "chat" and message["body"]:
            message.reply(message["body"]).send()


echo = Echo()
echo.loop.add_signal_handler(signal.SIGTERM, echo.loop.stop)
echo.connect()
echo.loop.run_forever()
