# The bot's own texts, in English. The format is Fluent: https://projectfluent.org/fluent/guide/
#
# Keep sentences short and without markup, since people read them on a telephone, in any client. Commands are never
# translated.

## Time

# Other lines use this one. $unit is second, minute, hour or day.
time =
    { $unit ->
        [day] { $count ->
            [one] { $count } day
           *[other] { $count } days
        }
        [hour] { $count ->
            [one] { $count } hour
           *[other] { $count } hours
        }
        [minute] { $count ->
            [one] { $count } minute
           *[other] { $count } minutes
        }
       *[second] { $count ->
            [one] { $count } second
           *[other] { $count } seconds
        }
    }

## Refused answers

text-empty = I need a few words here.
text-short = That is too short: at least { $min } characters, please.
text-long = That is too long: { $length } characters, { $max } at most.
date-unclear = I do not recognise a date in that. Write for example "{ DATETIME($example, day: "numeric", month: "long", year: "numeric") }" or "{ $iso }".
date-unsure = I cannot tell which day you mean. Write for example "{ DATETIME($example, day: "numeric", month: "long", year: "numeric") }" or "{ $iso }".
date-ambiguous = I cannot tell the day from the month there. Write for example "{ DATETIME($example, day: "numeric", month: "long", year: "numeric") }" or "{ $iso }".
date-impossible = There is no such day in the calendar. Write for example "{ DATETIME($example, day: "numeric", month: "long", year: "numeric") }" or "{ $iso }".
date-contradiction = That does not fit together: { DATETIME($date, day: "numeric", month: "long", year: "numeric") } is a { DATETIME($date, weekday: "long") }. Please write the date alone.
date-timed = I can note a day here, but no time. Please write the day alone: "{ DATETIME($date, day: "numeric", month: "long", year: "numeric") }".
# Shown before the next question, where the person wrote "tomorrow" or left out the year.
date-understood = { DATETIME($date, weekday: "long") }, { DATETIME($date, day: "numeric", month: "long", year: "numeric") }
date-before = { $day } is too early: the first possible day is { $from }.
date-after = { $day } is too late: the last possible day is { $until }.
date-past = { $day } is already over. I need today or a later day.
date-future = { $day } is still to come. I need today or an earlier day.
number-unclear = I do not recognise a number in that. Write it in digits, for example "{ $example }".
number-ambiguous = I cannot tell whether that is { $first } or { $second }. Please write one of the two.
number-perhaps = I do not understand all of that. Please write the number alone, for example "{ $value }".
number-inexact = That is more than I can keep exactly. I need a number with at most 15 digits.
number-whole = I need a whole number here, for example "{ $example }".
number-small = { $value } is too small: I need at least { $min }.
number-large = { $value } is too large: I can take { $max } at most.
jid-unclear = I do not recognise an address in that. It looks like ann@{ $domain }.
jid-domain = I can only take an address at { $domains }, for example ann@{ $domain }.
jid-bare = I need the full address here, for example { $address }/phone.
file-unclear = I need a file here. Send it, or a link to it that begins with https://.
file-encrypted = That file is encrypted, and I do not have the key. Please switch encryption off for this chat and send it again.
file-insecure = That link is not secure. I need one that begins with https://.
file-elsewhere = I can only take files from { $hosts }.
file-other-kind = I cannot take that kind of file, only { $kinds }.
yes = yes
no = no
yes-no-unclear = Please answer yes or no.
choice-unknown =
    { $count ->
        [one] There is only one choice here. Its number will do: 1.
       *[other] That is none of the choices. A number from 1 to { $count } will do.
    }
choice-ambiguous = "{ $word }" could be { $labels }.
choice-perhaps = I do not understand all of that. To choose { $labels }, write just that.
skip-or-answer = Do you want to leave this open? Then write "skip". If "{ $word }" is your answer, please say it in a few more words.
skip-or-zero = Do you want to leave this open? Then write "skip". If you mean none, write "0".
unfit = That does not fit here.
# The label of a button.
skip = skip this
# Follows a question.
or-skip = (or write "skip")

## Talking to the bot

# Each of these two, or nothing-ongoing, is followed by you-can-write, by one line for each responder, and by write-help.
hint = I did not understand that.
# The text names it among other words.
hint-named = I did not understand all of that. If you mean "{ $responder }", write just that.
greeting = Hello! I am { $bot }.
you-can-write = You can write:
write-help = help – what else I understand; /help does the same
nothing-ongoing = Nothing is going on at the moment.
unknown-command = I do not know /{ $name }. Write "help" to see what I understand.
unknown-command-nearest = I do not know /{ $name }. Did you mean { $nearest }?
ambiguous-command = /{ $name } could be { $names }.
# What was typed is the name of a responder, or its beginning.
command-is-responder = Did you mean /new { $responder }? You can also write "new { $responder }", without the slash.
# Follows the lines about an unknown command while a question is open.
slash-answer = If that is your answer, write it with two slashes: //{ $name }
# Follows the second refusal of an answer in a row.
way-out = (Write "cancel" to stop, "back" for the question before, or "help".)
# Yes or no below a warning and the open question.
yes-to-which = I am not sure which of the two you mean. To drop this, send the command again. To go on with it, answer once more:
# A word such as "cancel" was the answer to a question that takes any text.
doubt = Is "{ $body }" your answer?
doubt-wish =
    { $wish ->
        [abort] No, stop here
        [enough] No, stop here
        [new] No, start something else
        [back] No, go back to the question before
        [restart] No, start over
        [skip] No, leave the question open
       *[help] No, help me
    }
doubt-answer = Yes, "{ $body }" is my answer
ambiguous = "{ $word }" could be { $names }.
busy = I am still busy with your other messages. Please send that again in a moment.
restarting = I am about to restart. Please send that again in a moment.
automatic = Your messages come faster than anybody can write, so I take them for automatic replies and stay silent. I will listen again once you have been quiet for { time }.
encrypted = I cannot read encrypted messages. Please switch encryption off for this chat and write again.
failed = Sorry, something went wrong here, and it is not your fault. Nothing is lost; please try again. (Reference: { $reference })

## Conversations

completed = Done.
aborted = Stopped.
aborted-by-person = Stopped "{ $responder }".
aborted-while-working = Stopped "{ $responder }". Anything it had already started may still happen.
idle = I have not heard from you for { time }, so I stopped "{ $responder }". /new { $responder } starts it again.
signed-out = You were signed out for { time }, so I stopped "{ $responder }". /new { $responder } starts it again.
responder-gone = "{ $responder }" is not available at the moment. I have kept your answers; /abort ends it.
prompt-failed = (I cannot show you the open question at the moment. /abort ends this.)
go-on = (This has changed in the meantime. Write anything to go on.)
step-gone = "{ $responder }" has changed since you began. We go on from here:
asked-again = "{ $responder }" has changed since you began, and one of your answers no longer fits.
delayed =
    This reached me late, after my last question, so I did not take it as the answer:
    { $body }
form-stale = We have moved on in the meantime, so I did not take that. This is the open question:
correction = I cannot change an answer once we have moved on. /back returns to the previous question.
# An edited answer while its effect is tried.
correction-working = I cannot change an answer while I am working on what follows from it.
correction-over = That conversation is over: editing the message no longer changes anything.
past-effect = There is no way back past that answer: what followed from it has already been done.

## Effects

working = One moment, I am still working on it.
result-follows = I am working on it, and will write to you when it is done.
takes-longer = This takes longer than usual. I will keep trying and tell you when it is done.
effect-failed-and-ended = Sorry, that did not work, although I tried several times, so I stopped here. (Reference: { $reference })
effect-failed = Sorry, that did not work, although I tried several times. Your answers are kept: answer again to retry, or write /abort. (Reference: { $reference })
undo-failed = Sorry, I could not take back what has already been done, although I tried several times. (Reference: { $reference })

## Commands

new-what = What would you like to start?
new-nothing = There is nothing to start here yet.
new-unknown = I do not know "{ $name }". You can start { $names }.
new-unknown-nearest = I do not know "{ $name }". Did you mean { $nearest }?
# $command is /new with the name, or the words in which the person asked to start over.
new-warning = You are in the middle of "{ $current }" (step "{ $step }"). Send { $command } again within { time } to drop it and start "{ $wanted }".
# The responder to start is the one of the current conversation.
new-warning-same = You are in the middle of "{ $current }" (step "{ $step }"). Send { $command } again within { time } to drop it and start over.
new-warning-in-form = You are in the middle of "{ $current }" (step "{ $step }"). Execute "{ $wanted }" again within { time } to drop it, or execute "{ $current }" to go on with it.
back-nowhere = This is the first question.
# Earlier questions were answered, but a deploy has removed or renamed them.
back-gone = I cannot go back: the question before this one has changed since you answered it.
replay-title = "{ $responder }", started { $started } (times are UTC)
replay-left-out =
    { $count ->
        [one] (one earlier message left out)
       *[other] ({ $count } earlier messages left out)
    }
replay-number = After /replay I only understand a number: /replay 3 shows the last three messages.
# The name in front of messages of the person, as in "09:05 You: Buy milk".
person = You
forget-warning = You are in the middle of "{ $current }" (step "{ $step }"). Send /forget again within { time } to drop it and delete everything I keep of our conversations.
forgotten = I have deleted all our conversations.
forgotten-while-working = I have deleted all our conversations. Anything "{ $responder }" had already started may still happen.
export-title = Everything I keep of our conversations (times are UTC)
export-nothing = I keep nothing of our conversations.
# $why is none, or the reason why a conversation was aborted: abort, new, idle, signout, responder.
export-head = "{ $responder }", { $status ->
        [ongoing] ongoing
        [complete] complete
       *[aborted] aborted
    }{ $why ->
        [none] { "" }
       *[other] { " " }({ $why })
    }, started { $started }, last changed { $changed }
export-continued = (continued)
export-part = (part { $part } of { $parts }; /export { $next } shows the next one)
export-last-part = (part { $part } of { $parts })
export-no-part =
    { $parts ->
        [one] There is only one part: /export shows it.
       *[other] There are only { $parts } parts.
    }
export-number = After /export I only understand a number: /export 2 shows the second part.
list-none = There are no lists here.
list-which =
    { $count ->
        [one] There is one list here: /list { $names } shows it.
       *[other] Which list? /list NAME shows one. The lists here: { $names }
    }
list-names = The lists here: { $names }
list-unknown = I do not know the list "{ $name }". The lists here: { $names }
list-unknown-nearest = I do not know the list "{ $name }". Did you mean { $nearest }?
list-empty = The list "{ $name }" is empty.
list-title = { $name }:
list-more = … and { $count } more: send "more".
# "more" once all of the list was shown.
list-end = That was all of "{ $name }".
# Follows the first lines of /help where there are more responders than it shows.
help-others = … and { $count } more: "new" lists all of them
help-words = While we talk, "cancel" stops, "back" returns to the question before, "start over" begins again.
help-commands = Commands: { $names }. /help NAME tells you more about one, or about what you can start.
help-responders = You can start any of these by writing its name:
help-backslash = If your chat program keeps / for itself, write \ instead.
help-steps = Steps: { $names }
help-lists = Lists: { $names }
help-unknown = I have no help on "{ $name }". /help shows what there is.
help-unknown-nearest = I have no help on "{ $name }". Did you mean { $nearest }?

## Waiting for staff

# Where a responder hands over, and there is nobody to hand over to.
nobody-here = I cannot connect you with anybody here. What you have told me is kept.
# The first line stands in lists, and starts it.
chat-help =
    Talk to somebody
    You wait in line here, and are invited into a room of your own when somebody is free. "cancel" leaves the line.
chat-queue = Whom would you like to talk to?
queue-unknown = "{ $name }" is none of those that I know here.
line-joining = One moment, I am looking for your place in line.
line-place =
    { $place ->
        [1] You are next in line.
       *[other] You are number { $place } in line.
    }
# Follows line-place.
line-wait = It should take about { time }.
line-empty = Nobody is there at the moment. You keep your place until somebody comes.
line-kept = You did not come into the room in time. I have kept your place at the head of the line.
line-leave = I will tell you when it is your turn. "cancel" leaves the line.
line-called = Somebody is ready for you: please follow the invitation that I am sending you.
# The same to people on a page, who are brought into the room without an invitation.
line-called-page = Somebody is ready for you. One moment, please.
line-entered = You are in the room now.
line-out = You did not come into the room in time, for the second time, so you are not in line any more. Write "chat" to stand in line again.
line-over = You are not in line any more. Write "chat" to stand in line again.
# The label of a box to be ticked.
line-tick = Leave the line
line-again = The person you were talking to is gone. Do you want to wait for somebody else? You would be the next.
line-again-busy = The person you were talking to is gone. "/new chat { $queue }" lets you wait for somebody else.
line-again-no = All right, you are not in line.
line-again-over = I had no answer, so I have not put you in line. Write "chat" to stand in line.

## The desk, where staff work

# The first line stands in lists.
desk-help =
    Your desk: go on and off duty, take rooms
    Write "on" or "off", "next" for a room, "line" to see who waits, "rooms" to see who is where, "close" to close your room. "on" and "next" take names of queues.
desk-on = You are on duty for { $queues }.
desk-off = You are off duty. I will not tell you when somebody waits.
desk-queue = { $queue }: { $waiting ->
        [0] nobody waits
        [one] one person waits
       *[other] { $waiting } people wait
    }, { $rooms ->
        [0] no room is free
        [one] one room is free
       *[other] { $rooms } rooms are free
    }
desk-waits = Somebody is waiting in line.
desk-room = Your room { $room } ({ $queue }): { $status ->
        [reserved] waits for you
        [staff_waiting] you wait for a client
        [client_coming] a client is coming
        [chatting] you are with { $client }
       *[lost] somebody has dropped out
    }
# What can be done, as a choice: $verb is what is written for it.
desk-do =
    { $verb ->
        [on] on – go on duty
        [off] off – go off duty
        [next] next – take a room
        [line] line – see who waits
        [rooms] rooms – see who is where
       *[close] close – close my room
    }
desk-next-of = next { $queue } – take a room of { $queue }
desk-close-one = close { $room } – close my room { $room }
desk-invited = I am sending you the invitation to a room of { $queue }.
desk-no-room = There is no free room at the moment. Please try again in a few seconds.
desk-closed = The room is closed.
desk-not-closed = The room could not be closed just now. Please try again.
desk-no-own = You have no room that could be closed.
desk-which = Which of your rooms do you mean? Write { $commands }.
desk-not-yours = "{ $name }" is none of your queues: { $queues }.
desk-unclear = I do not understand that here. Write on, off, next, line, rooms or close.
desk-what = What next?
desk-line-empty = Nobody waits.
desk-line-row = { $place }. { $client } ({ $queue }), for { time }
desk-rooms-empty = No room is in use.
desk-rooms-row = { $room } ({ $queue }): { $staff }, { $client ->
        [none] no client
       *[other] { $client }
    }, { $status ->
        [reserved] staff is coming
        [staff_waiting] waiting for a client
        [client_coming] the client is coming
        [chatting] chatting
       *[lost] somebody has dropped out
    }

## Help on each command: its usage, a short line, and one or two sentences

help-new-usage = /new NAME
help-new-more = /new NAME [FIRST ANSWER] starts NAME. The beginning of the name is enough. /new alone lists what you can start.
help-abort-usage = /abort
help-abort-more = /abort ends our current conversation. Nothing more comes of it.
help-back-usage = /back
help-back-more = /back takes back your last answer and asks that question again.
help-replay-usage = /replay
help-replay-more = /replay shows the conversation so far, and then the open question again. /replay 3 shows only the last three messages.
help-list-usage = /list
help-list-more = /list shows the list that belongs to the open question. /list NAME shows another one, and "/list lists" names them all. "more" continues a long one.
help-forget-usage = /forget
help-forget-more = /forget deletes everything I keep of our conversations. If one is still going on, it goes too, and you have to send /forget twice. /export shows you beforehand what I keep.
help-export-usage = /export
help-export-more = /export shows everything I keep of our conversations, the oldest first. If that is too long for one message, /export 2 shows the second part.
help-help-usage = /help
help-help-more = /help shows the commands and what you can start. /help NAME tells you more about one of them.

## Rooms, in which staff and clients talk

room-come-client = Somebody is ready to talk with you. Please come into the room.
room-come-staff = Your room is ready. Please come in, so that a client can be sent to you.
room-come-back = You are not in the room any more. Please come in again.
room-staff-away = The person who talks with you has lost the connection. Please wait a moment.
room-closing = This room is closing now.
room-closing-why = This room is closing now: { $reason }
room-closing-left = The other person has left, so this room is closing.
room-closing-lost = The other person has lost the connection and did not come back, so this room is closing.
room-offer = Do you want to wait for somebody else? Write "yes" here or to me.
room-leave-it = Please leave the room { $room }: it is not safe any more. Nobody of us is in it.
# The reasons with which people are removed from a room.
room-removed-no_seat = There is no seat for you in this room.
room-removed-nickname = Your nickname looks like another one in this room. Please come in with the nickname that you were given.
room-removed-other_seat = This account sits in the room already, in the other seat. One account cannot have both: please come in with another one.
room-removed-closing = This room is closing.
room-removed-old_connection = You have come in again with another connection.
room-removed-released = Your seat in this room has ended.
