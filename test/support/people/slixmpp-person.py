"""A person with another client: slixmpp. Says one line after the other, each when the last was answered and
acknowledged; then executes a command, filling in one form after the other; and prints what it found as JSON."""

import asyncio
import json
import sys

import slixmpp

what = json.loads(sys.argv[1])
bot = what["bot"]


class Person(slixmpp.ClientXMPP):
    def __init__(self):
        super().__init__(what["jid"], what["password"])
        for plugin in ("xep_0030", "xep_0050", "xep_0054", "xep_0085", "xep_0092", "xep_0115", "xep_0184", "xep_0199", "xep_0203"):
            self.register_plugin(plugin)
        self.plugin["feature_mechanisms"].unencrypted_plain = True
        self.heard = asyncio.Queue()
        self.acknowledged = asyncio.Queue()
        self.present = asyncio.get_event_loop().create_future()
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_auth", lambda _: sys.exit("not signed in"))
        self.add_event_handler("message", self.on_message)
        self.add_event_handler("receipt_received", lambda message: self.acknowledged.put_nowait(message["receipt"]))
        self.add_event_handler("presence_available", self.on_presence)

    def on_message(self, message):
        if message["type"] == "chat" and message["body"] and message["from"].bare == bot:
            self.heard.put_nowait(message)

    def on_presence(self, presence):
        if presence["from"].bare == bot and not self.present.done():
            self.present.set_result(presence["from"].full)

    async def started(self, _):
        try:
            print(json.dumps(await self.talk()), flush=True)
        finally:
            await self.disconnect()

    async def talk(self):
        self.send_presence()
        await self.get_roster()
        self.send_presence_subscription(bot)
        address = await self.present
        info = await self["xep_0030"].get_info(jid=address)
        version = await self["xep_0092"].get_version(address)
        card = await self["xep_0054"].get_vcard(bot)
        await self["xep_0199"].send_ping(bot)
        talk = []
        for text in what["says"]:
            message = self.make_message(mto=bot, mbody=text, mtype="chat")
            message["request_receipt"] = True
            message["thread"] = "slixmpp-1"
            message.send()
            answer = await self.heard.get()
            talk.append(
                {
                    "said": text,
                    "heard": answer["body"],
                    "thread": answer["thread"],
                    "acknowledged": await self.acknowledged.get() == message["id"],
                }
            )
        return {
            "address": address,
            "identities": [list(identity[:2]) for identity in info["disco_info"]["identities"]],
            "software": version["software_version"]["name"],
            "name": card["vcard_temp"]["FN"],
            "talk": talk,
            "commands": await self.execute(address, what["fills"]),
        }

    async def execute(self, address, fills):
        commands = self["xep_0050"]
        listed = await commands.get_commands(jid=address)
        items = sorted(item[1] for item in listed["disco_items"]["items"])
        answer = await commands.send_command(jid=address, node=fills["node"], action="execute")
        stages = [self.stage(answer)]
        for action, value in fills["forms"]:
            command = answer["command"]
            form = command["form"]
            (name,) = form.get_fields()
            # from here on it is what is submitted
            form.reply()
            form.set_values({name: value})
            payload = None if action == "prev" else form
            answer = await commands.send_command(
                jid=address, node=fills["node"], sessionid=command["sessionid"], action=action, payload=payload
            )
            stages.append(self.stage(answer))
        return {"listed": items, "stages": stages, "said": (await self.heard.get())["body"]}

    def stage(self, answer):
        command = answer["command"]
        fields = command["form"].get_fields() if command["status"] == "executing" else {}
        return {
            "status": command["status"],
            "actions": sorted(command["actions"]),
            "notes": [list(note) for note in command["notes"]],
            "fields": [[name, field["type"], field["value"]] for name, field in fields.items()],
        }


person = Person()
person.connect((what["host"], what["port"]), force_starttls=False, disable_starttls=True)
person.loop.run_until_complete(asyncio.wait_for(person.disconnected, 50))
