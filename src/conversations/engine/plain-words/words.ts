/**
 * How people say without a slash what they want of the bot, by language. Lists in lower case, divided by commas. A word
 * that is an everyday word of another language ("fine", "alto", "era") is in no list: where the person's language is
 * not known, all of them count.
 */

export interface PlainWords {
  readonly help: string;
  readonly abort: string;
  readonly back: string;
  /** To begin the same conversation again. */
  readonly restart: string;
  readonly greeting: string;
  /** The end of the conversation, or only of a list. */
  readonly enough?: string;
  /** In front of the name of a responder. */
  readonly begin: string;
  /** Those of them behind which a name stands, and its first answer. The first word of `begin` is one, too. */
  readonly imperative?: string;
  /** What one does with a responder, in a sentence: "I want to book an". */
  readonly verb?: string;
  readonly article?: string;
}

export const PLAIN_WORDS: Readonly<Record<string, PlainWords>> = {
  en: {
    help: `help, help me, i need help, what, huh, commands, menu, options, what can you do, what do you do,
      what can i do, what can i do here, what can i say, what can i write, what now, what is this, who are
      you, how does this work, i don't understand, i do not understand, i'm stuck, i am stuck, how do i
      get out, how do i stop this`,
    abort: `cancel, cancel it, cancel this, cancel that, stop, stop it, stop this, stop that, stop now, quit,
      exit, abort, end this, never mind, nevermind, forget it, forget about it, i want to stop, i want to
      cancel, i want out, let me out, get me out, get me out of here, end it, i said cancel, i said stop, abort it, abort this`,
    back: `back, go back, step back, one step back, back one step, go back one step, undo, previous, previous
      question, previous step, last question, back to the last question, take that back`,
    restart: `start over, start again, start anew, start from the beginning, begin again, restart, reset, once
      more from the start, from the beginning, from the start, let's start over`,
    greeting: `hello, hi, hey, hello there, hi there, hey there, hiya, howdy, yo, greetings, good morning, good
      afternoon, good evening, good day, hello bot, hi bot, start, is anybody there, is anyone there,
      anybody there, are you there`,
    enough: "enough, that's enough, no more, end, that's all, bye, goodbye",
    begin: `new, start, begin, open, i wanna, wanna, want to, need to, i want, i want to, i need, i need a, i need an, i'd like, i would like, i'd like to, i would like to, can i, could i, please`,
    imperative: "start, begin, open",
    verb: "get, get me, have, make, make me, book, arrange, schedule, request, order, create, write, take, do, fill in, fill out, give me, let me, let us, let's, we want, we want to, we need, we need to, we'd like, we'd like to, i have to, i need to, i'm looking for, i am looking for, may i, may i have, could you, could u, can you, can u, can we, could we, to",
    article: "a, an, the, my, some, another, one",
  },
  de: {
    help: `hilfe, ich brauche hilfe, hilf mir, was, wie bitte, häh, befehle, menü, was kannst du, was kann ich
      tun, was soll ich tun, was kann ich hier tun, wer bist du, wie geht das, wie funktioniert das, ich
      verstehe nicht, ich verstehe das nicht, was geht hier`,
    abort: `abbrechen, abbruch, stopp, stop, halt, aufhören, hör auf, beenden, vergiss es, lass es, ich will
      aufhören, ich möchte abbrechen, ich will abbrechen, brich ab`,
    back: `zurück, zurueck, einen schritt zurück, geh zurück, vorherige frage, rückgängig, letzte frage,
      nochmal zurück`,
    restart:
      "von vorne, von vorn, neu anfangen, neu beginnen, noch einmal von vorne, nochmal von vorne, neustart, von anfang an",
    greeting:
      "hallo, guten tag, guten morgen, guten abend, moin, servus, grüß gott, grüezi, tag, hallöchen, ist da jemand",
    enough: "genug, das reicht, schluss, ende, basta, tschüss",
    begin: "neu, neue, neuer, neues, starte, beginne, ich möchte, ich brauche, ich will",
    imperative: "starte, beginne",
    verb: "buchen, machen, haben, ausfüllen, bitte um, kann ich, könnte ich, darf ich, ich hätte gern, ich hätte gerne, hätte gern, ich würde gern, wir möchten, wir brauchen, mach, mache, gib mir, öffne, buche",
    article: "ein, eine, einen, einem, einer, den, die, das, der, dem, meinen, meine, mein",
  },
  nl: {
    help: `hulp, help, help me, ik heb hulp nodig, wat, wat kan je, wat kun je, wat kan ik doen, wie ben je,
      hoe werkt dit, ik begrijp het niet, ik snap het niet, opdrachten`,
    abort: `annuleren, annuleer, stop, stoppen, afbreken, ophouden, hou op, laat maar, ik wil stoppen, ik wil annuleren`,
    back: "terug, ga terug, een stap terug, vorige, vorige vraag, ongedaan maken",
    restart: "opnieuw, opnieuw beginnen, begin opnieuw, herstart, van voren af aan, van het begin",
    greeting: "hallo, hoi, goedemorgen, goedemiddag, goedenavond, goedendag, dag, hé, is daar iemand",
    enough: "genoeg, klaar ermee, einde",
    begin: "nieuw, nieuwe, begin, ik wil, ik wil graag, ik heb nodig",
    imperative: "begin",
    verb: "maak, maken, start, open, boek, mag ik, kan ik, ik zou graag, wij willen, we willen",
    article: "een, de, het, mijn",
  },
  fr: {
    help: `aide, aidez-moi, aide-moi, au secours, à l'aide, quoi, que peux-tu faire, que pouvez-vous faire, qui
      es-tu, qui êtes-vous, que puis-je faire, comment ça marche, je ne comprends pas, je comprends pas,
      commandes`,
    abort: `annuler, annule, annulez, arrêter, arrête, arrêtez, arreter, stop, stopper, quitter, terminer, abandonner, laisse tomber, laissez tomber, je veux arrêter, je veux annuler, je voudrais annuler`,
    back: `retour, revenir, reviens, revenir en arrière, en arrière, précédent, question précédente, retour en
      arrière`,
    restart:
      "recommencer, recommence, recommencez, depuis le début, tout recommencer, à zéro, repartir à zéro",
    greeting: "bonjour, bonsoir, salut, coucou, allô, il y a quelqu'un",
    enough: "ça suffit, assez, c'est tout, fini",
    begin: "nouveau, nouvelle, nouvel, commencer, démarrer, je veux, je voudrais, j'ai besoin de",
    imperative: "commencer, démarrer",
    verb: "prendre, faire, avoir, réserver, ouvrir, remplir, puis-je, je peux, est-ce que je peux, j'aimerais, il me faut, nous voulons, nous voudrions, on voudrait, donnez-moi",
    article: "un, une, le, la, les, l', mon, ma, du, des, d'",
  },
  es: {
    help: `ayuda, ayúdame, ayudame, necesito ayuda, socorro, qué, qué puedes hacer, que puedes hacer, qué puedo
      hacer, quién eres, cómo funciona, no entiendo, comandos, menú, que`,
    abort: `cancelar, cancela, cancele, detener, detente, parar, terminar, salir, abandonar, déjalo, dejalo, olvídalo, olvidalo, quiero salir, quiero cancelar, deseo cancelar`,
    back: "atrás, atras, volver, volver atrás, regresar, pregunta anterior, deshacer, un paso atrás",
    restart: `empezar de nuevo, volver a empezar, reiniciar, desde el principio, comenzar de nuevo, de nuevo`,
    greeting: "hola, buenos días, buenos dias, buenas tardes, buenas noches, buenas, hay alguien",
    enough: "basta, ya basta, es todo, adiós, fin",
    begin: "nuevo, nueva, empezar, comenzar, quiero, quisiera, necesito",
    imperative: "empezar, comenzar",
    verb: "hacer, tener, pedir, reservar, abrir, rellenar, puedo, podría, me gustaría, queremos, deseo, dame, iniciar, pedir",
    article: "un, una, el, la, los, las, mi",
  },
  it: {
    help: `aiuto, aiutami, ho bisogno di aiuto, cosa puoi fare, cosa posso fare, chi sei, come funziona, non
      capisco, comandi, cosa, cosa sai fare, che cosa`,
    abort: `annulla, annullare, ferma, fermati, interrompi, smetti, esci, basta così, lascia perdere, lascia stare, voglio uscire, voglio annullare`,
    back: "indietro, torna indietro, tornare indietro, domanda precedente, precedente",
    restart: "ricomincia, ricominciare, da capo, dall'inizio, riavvia",
    greeting: "ciao, salve, buongiorno, buonasera, buon giorno, buona sera, c'è qualcuno",
    enough: "è tutto, fine",
    begin: "nuovo, nuova, inizia, iniziare, voglio, vorrei, ho bisogno di",
    imperative: "inizia, iniziare",
    verb: "fare, avere, prendere, prenotare, aprire, compilare, posso, potrei, mi serve, vogliamo, vorremmo",
    article: "un, una, uno, il, la, lo, l', un', mio, mia",
  },
  pt: {
    help: `ajuda, ajude-me, me ajuda, socorro, preciso de ajuda, o quê, o que você pode fazer, o que posso
      fazer, quem é você, como funciona, não entendo, não entendi, comandos`,
    abort: `cancelar, cancela, parar, pare, terminar, sair, abandonar, esquece, esqueça, deixa pra lá, quero sair, quero cancelar`,
    back: "voltar, volta, voltar atrás, pergunta anterior, desfazer, para trás",
    restart: "recomeçar, começar de novo, começar outra vez, reiniciar, do início, desde o início",
    greeting: "olá, oi, bom dia, boa tarde, boa noite, alguém aí",
    enough: "chega, basta, é tudo, tchau",
    begin: "novo, nova, começar, iniciar, quero, gostaria de, preciso de",
    imperative: "começar, iniciar",
    verb: "fazer, ter, marcar, abrir, preencher, posso, poderia, eu quero, eu gostaria de, eu preciso de, queremos",
    article: "um, uma, o, a, meu, minha",
  },
  pl: {
    help: `pomoc, pomocy, pomóż, pomóż mi, potrzebuję pomocy, co potrafisz, co umiesz, co mogę zrobić, kim
      jesteś, jak to działa, nie rozumiem, polecenia, co`,
    abort: `anuluj, przerwij, zatrzymaj, zakończ, wyjdź, wyjście, nieważne, zrezygnuj, rezygnuję, chcę przerwać, chcę anulować, chcę zrezygnować`,
    back: "wstecz, wróć, cofnij, poprzednie pytanie, krok wstecz, powrót",
    restart: "od nowa, zacznij od nowa, od początku, jeszcze raz od początku, restart",
    greeting: "cześć, dzień dobry, dobry wieczór, witam, witaj, hej, halo, jest tam kto",
    enough: "dość, wystarczy, koniec, to wszystko",
    begin: "nowy, nowa, nowe, zacznij, rozpocznij, chcę, chciałbym, chciałabym, potrzebuję",
    imperative: "zacznij, rozpocznij",
    verb: "zrobić, umówić, otworzyć, wypełnić, mieć, czy mogę, mogę, chcemy, poproszę, poproszę o",
  },
  sv: {
    help: `hjälp, hjälp mig, jag behöver hjälp, vad kan du göra, vad kan jag göra, vem är du, hur fungerar det,
      jag förstår inte, vad, vad kan jag skriva`,
    abort: `avbryt, avbryta, stopp, stoppa, sluta, avsluta, glöm det, jag vill sluta, jag vill avbryta`,
    back: "tillbaka, gå tillbaka, ett steg tillbaka, föregående, föregående fråga, ångra",
    restart: "börja om, börja om från början, från början, starta om",
    greeting: "hej, hejsan, hallå, god morgon, god kväll, goddag, tjena, är någon där",
    enough: "det räcker, slut, nog, hej då",
    begin: "ny, nytt, börja, starta, jag vill, jag vill ha, jag behöver",
    imperative: "börja, starta",
    verb: "göra, boka, få, öppna, kan jag få, kan jag, får jag, jag skulle vilja, jag skulle vilja ha, vi vill",
    article: "en, ett, min, mitt",
  },
  da: {
    help: `hjælp, hjælp mig, jeg har brug for hjælp, hvad kan du, hvad kan jeg gøre, hvem er du, hvordan virker
      det, jeg forstår ikke, hvad, hvad kan jeg skrive`,
    abort: `annuller, annullér, afbryd, stop, stands, afslut, glem det, jeg vil stoppe, jeg vil afbryde, jeg vil annullere`,
    back: "tilbage, gå tilbage, et skridt tilbage, forrige, forrige spørgsmål, fortryd",
    restart: "start forfra, begynd forfra, forfra, fra begyndelsen, start igen",
    greeting: "hej, halløj, goddag, godmorgen, godaften, er der nogen",
    enough: "det er nok, slut, nok, farvel",
    begin: "ny, nyt, start, begynd, jeg vil, jeg vil gerne, jeg har brug for",
    imperative: "start, begynd",
    verb: "lave, bestille, få, åbne, have, kan jeg få, kan jeg, må jeg få, jeg vil gerne have, jeg vil have, vi vil",
    article: "en, et, min, mit",
  },
  fi: {
    help: `apua, auta, auta minua, tarvitsen apua, mitä osaat, mitä voin tehdä, kuka olet, miten tämä toimii,
      en ymmärrä, ohje, ohjeet`,
    abort: `peruuta, peru, lopeta, keskeytä, seis, poistu, unohda se, antaa olla, haluan lopettaa, haluan peruuttaa`,
    back: "takaisin, mene takaisin, edellinen, edellinen kysymys, askel taaksepäin",
    restart: "aloita alusta, alusta, uudestaan, aloita uudelleen",
    greeting: "hei, moi, terve, moikka, hyvää päivää, hyvää huomenta, hyvää iltaa, onko siellä ketään",
    enough: "riittää, loppu, siinä kaikki",
    begin: "uusi, aloita, haluan, tarvitsen",
    imperative: "aloita",
    verb: "tehdä, varata, avata, saada, voinko saada, voinko, saanko, haluaisin, haluamme",
  },
  tr: {
    help: `yardım, yardim, yardım et, imdat, yardıma ihtiyacım var, ne yapabilirsin, ne yapabilirim, sen
      kimsin, nasıl çalışır, anlamadım, anlamıyorum, komutlar`,
    abort: `iptal, iptal et, vazgeç, vazgeçtim, dur, durdur, bitir, çıkış, çık, boş ver, boşver, durmak istiyorum, iptal etmek istiyorum`,
    back: "geri, geri dön, geri git, önceki, önceki soru, bir adım geri, geri al",
    restart: "baştan, baştan başla, yeniden başla, en baştan, yeniden başlat",
    greeting: "merhaba, selam, günaydın, iyi günler, iyi akşamlar, kimse var mı",
    enough: "yeter, bitti, bu kadar",
    begin: "yeni, başla, başlat, istiyorum",
    imperative: "başla, başlat",
    verb: "yapmak, almak, ben, bir şey",
    article: "bir",
  },
  uk: {
    help: `допомога, допоможи, допоможіть, мені потрібна допомога, що, що ти вмієш, що ви вмієте, що я можу
      зробити, хто ти, хто ви, як це працює, не розумію, я не розумію, команди, довідка`,
    abort: `скасувати, скасуй, відміна, відмінити, стоп, зупинись, зупинити, припинити, вийти, забудь, не треба більше, хочу зупинитися, хочу скасувати`,
    back: "назад, повернутися, крок назад, попереднє питання, попереднє запитання",
    restart: "спочатку, почати спочатку, почати знову, з початку, заново",
    greeting: "привіт, вітаю, добрий день, доброго дня, доброго ранку, добрий вечір, добридень, є хто",
    enough: "досить, кінець, це все, годі",
    begin: "новий, нова, нове, почати, хочу, мені потрібно, потрібно",
    imperative: "почати",
    verb: "зробити, замовити, відкрити, заповнити, можна, чи можна, я хочу, хотів би, хотіла б, хочемо, я хотів би, я хотіла б",
  },
  ru: {
    help: `помощь, помоги, помогите, мне нужна помощь, что, что ты умеешь, что вы умеете, что я могу сделать,
      кто ты, кто вы, как это работает, не понимаю, я не понимаю, команды, справка, чего`,
    abort: `отмена, отменить, отмени, стоп, остановись, остановить, прекрати, прекратить, выйти, выход, забудь, хочу остановиться, хочу отменить, я хочу отменить`,
    back: "назад, вернуться, вернись, шаг назад, предыдущий вопрос",
    restart: "сначала, начать сначала, начать заново, заново, с начала",
    greeting: "привет, здравствуйте, здравствуй, добрый день, доброе утро, добрый вечер, есть кто",
    enough: "хватит, достаточно, конец, это всё, это все",
    begin: "новый, новая, новое, начать, хочу, мне нужно, нужно",
    imperative: "начать",
    verb: "сделать, заказать, открыть, заполнить, можно, можно ли, я хочу, хотел бы, хотела бы, хотим, я хотел бы, я хотела бы",
  },
  ar: {
    help: `مساعدة, ساعدني, النجدة, أحتاج مساعدة, ماذا, ماذا تفعل, ماذا يمكنك أن تفعل, من أنت, كيف يعمل هذا, لا
      أفهم, أوامر`,
    abort: "إلغاء, الغاء, ألغ, توقف, قف, إيقاف, خروج, إنهاء, انهاء, انس الأمر, أريد التوقف",
    back: "رجوع, ارجع, عودة, السؤال السابق, خطوة للخلف, تراجع",
    restart: "من البداية, ابدأ من جديد, من جديد, إعادة البدء",
    greeting: "مرحبا, مرحباً, أهلا, أهلاً, السلام عليكم, سلام, صباح الخير, مساء الخير, هل من أحد",
    enough: "كفى, هذا كل شيء",
    begin: "جديد, جديدة, ابدأ, أريد, أحتاج",
    imperative: "ابدأ",
    verb: "حجز, هل يمكنني, أود, نريد",
  },
  ja: {
    help: "ヘルプ, 助けて, 何, なに, 何ができますか, 使い方, わかりません, 分かりません",
    abort: "キャンセル, 中止, やめる, やめて, やめます, ストップ",
    back: "戻る, 戻って, 前の質問, 一つ戻る, もどる",
    restart: "最初から, やり直し, やり直す, リセット",
    greeting: "こんにちは, おはよう, おはようございます, こんばんは, やあ, もしもし",
    enough: "もういい, 終わり, 以上です",
    begin: "新しい, 新規",
  },
  zh: {
    help: "帮助, 幫助, 救命, 什么, 什麼, 你能做什么, 你會做什麼, 怎么用, 怎麼用, 我不明白, 不懂, 菜单",
    abort: "取消, 停止, 停, 退出, 结束, 結束, 算了",
    back: "返回, 上一步, 后退, 後退, 上一个问题, 回去",
    restart: "重新开始, 重新開始, 重来, 從頭開始, 从头开始",
    greeting: "你好, 您好, 早上好, 晚上好, 下午好, 嗨, 有人吗",
    enough: "够了, 夠了, 就这些",
    begin: "新, 新建, 开始, 開始, 我要, 我需要",
  },
  cs: {
    help: `pomoc, pomoz, pomoz mi, pomozte, pomozte mi, potřebuji pomoc, potřebuju pomoc, nápověda, co, co umíš, co umíte, co mohu
      dělat, co můžu dělat, kdo jsi, kdo jste, jak to funguje, nerozumím, příkazy`,
    abort: `zrušit, zruš, zrušte, zruš to, storno, přestaň, přestaňte, zastav, ukončit, ukonči, zapomeň na to, nech to být, chci
      skončit, chci to zrušit`,
    back: "zpět, zpátky, jdi zpět, vrať se, krok zpět, o krok zpět, předchozí, předchozí otázka",
    restart: "znovu, od začátku, začít znovu, začni znovu, ještě jednou od začátku",
    greeting: "ahoj, čau, nazdar, zdravím, dobrý den, dobré ráno, dobrý večer, je tu někdo",
    enough: "dost, stačí, to stačí, konec, na shledanou, nashledanou",
    begin: "nový, nová, nové, začít, začni, chci, chtěl bych, chtěla bych, potřebuji, potřebuju",
    imperative: "začít, začni",
    verb: "objednat, udělat, otevřít, vyplnit, mít, mohu, můžu, můžu dostat, prosím o",
  },
  sk: {
    help: `pomoc, pomôž, pomôž mi, pomôžte, potrebujem pomoc, nápoveda, čo, čo vieš, čo môžem robiť, kto si, kto ste, ako to funguje,
      nerozumiem, príkazy`,
    abort: `zrušiť, zruš, zrušte, zruš to, storno, prestaň, zastav, ukončiť, ukonči, zabudni na to, nechaj tak, chcem skončiť, chcem
      to zrušiť`,
    back: "späť, naspäť, choď späť, krok späť, o krok späť, predchádzajúca otázka",
    restart: "znova, znovu, od začiatku, začať znova, začni znova",
    greeting: "ahoj, zdravím, dobrý deň, dobré ráno, dobrý večer, je tu niekto",
    enough: "dosť, stačí, to stačí, koniec, dovidenia",
    begin: "nový, nová, nové, začať, začni, chcem, chcel by som, chcela by som, potrebujem",
    imperative: "začať, začni",
    verb: "objednať, urobiť, otvoriť, vyplniť, mať, môžem, môžem dostať, prosím o",
  },
  hu: {
    help: `segítség, segíts, segítsen, kell segítség, segítségre van szükségem, súgó, mit tudsz, mit tehetek, mit csinálhatok, ki vagy,
      hogyan működik, nem értem, parancsok`,
    abort: `mégse, mégsem, mégsem kell, megszakít, megszakítás, állj, állj le, leállít, kilépés, kilép, törlés, hagyd abba, felejtsd
      el, ki akarok lépni`,
    back: "vissza, menj vissza, egy lépést vissza, visszalépés, előző, előző kérdés, visszavon",
    restart: "újra, újrakezd, újrakezdés, elölről, kezdjük elölről, kezdd újra, az elejéről",
    greeting: "szia, sziasztok, helló, üdv, jó napot, jó napot kívánok, jó reggelt, jó estét, van itt valaki",
    enough: "elég, ennyi elég, vége, viszlát",
    begin: "új, kezdj, szeretnék, kérek, akarok, szükségem van",
    imperative: "kezdj",
    verb: "foglalni, csinálni, nyitni, kaphatok",
    article: "egy, az",
  },
  el: {
    help: `βοήθεια, βοήθησέ με, βοηθήστε με, χρειάζομαι βοήθεια, τι, τι μπορείς να κάνεις, τι μπορείτε να κάνετε, τι μπορώ να κάνω,
      ποιος είσαι, πώς λειτουργεί, δεν καταλαβαίνω, εντολές`,
    abort: `ακύρωση, ακύρωσε, ακυρώστε, ακύρωσέ το, σταμάτα, σταματήστε, στοπ, έξοδος, διακοπή, άσε το, άστο, ξέχνα το, ξέχασέ το,
      θέλω να σταματήσω, θέλω να ακυρώσω`,
    back: "πίσω, πήγαινε πίσω, επιστροφή, ένα βήμα πίσω, προηγούμενη ερώτηση, αναίρεση",
    restart: "από την αρχή, ξανά από την αρχή, πάλι από την αρχή, ξεκίνα πάλι, επανεκκίνηση",
    greeting: "γεια, γεια σου, γεια σας, καλημέρα, καλησπέρα, χαίρετε, είναι κανείς εδώ",
    enough: "αρκετά, φτάνει, τέλος, αντίο",
    begin: "νέο, νέα, νέος, ξεκίνα, άρχισε, θέλω, θα ήθελα, χρειάζομαι",
    imperative: "ξεκίνα, άρχισε",
    verb: "να κλείσω, να κάνω, να έχω, μπορώ να έχω",
    article: "ένα, έναν, μια, μία, το, τον, την",
  },
  hi: {
    help: `मदद, मदद करो, मदद करें, मेरी मदद करो, मेरी मदद करें, मुझे मदद चाहिए, सहायता, क्या, तुम क्या कर सकते हो, आप क्या कर सकते
      हैं, मैं क्या कर सकता हूँ, मैं क्या कर सकती हूँ, तुम कौन हो, आप कौन हैं, यह कैसे काम करता है, समझ नहीं आया, मुझे समझ नहीं आया`,
    abort: `रद्द, रद्द करो, रद्द करें, कैंसल, कैंसिल, कैंसल करो, कैंसिल करो, स्टॉप, रोको, बंद करो, बंद करें, छोड़ो, छोड़ दो, रहने दो`,
    back: "वापस, वापस जाओ, वापस जाएं, पीछे, पीछे जाओ, पीछे जाएं, पिछला सवाल, पिछला प्रश्न, एक कदम पीछे",
    restart: "फिर से शुरू करो, फिर से शुरू करें, शुरू से, दोबारा शुरू करो, दोबारा शुरू करें, नए सिरे से",
    greeting: "नमस्ते, नमस्कार, हैलो, हेलो, सुप्रभात, शुभ प्रभात, शुभ संध्या, कोई है",
    enough: "बस करो, बहुत हुआ, इतना काफी है, अलविदा",
    begin: "नया, नई, नए, शुरू करो, शुरू करें, मुझे, मुझे चाहिए, मैं चाहता हूँ, मैं चाहती हूँ",
    imperative: "शुरू करो, शुरू करें",
  },
  ko: {
    help: "도움, 도움말, 도와줘, 도와주세요, 뭐, 뭐라고요, 뭘 할 수 있어요, 무엇을 할 수 있나요, 누구세요, 이해가 안 돼요, 명령어",
    abort: "취소, 취소해, 취소해 주세요, 취소해주세요, 그만, 그만해, 그만할래요, 중지, 중단, 종료, 나가기",
    back: "뒤로, 뒤로 가기, 이전, 이전 질문, 돌아가기, 되돌리기",
    restart: "처음부터, 처음부터 다시, 다시 처음부터, 다시 시작",
    greeting: "안녕, 안녕하세요, 좋은 아침, 여보세요, 누구 있어요",
    enough: "충분해요",
    begin: "새, 새로운, 시작",
  },
};

/** Those of them that say something else, or name something, in other languages: they are meant by who speaks their own. */
export const EVERYDAY_WORDS = `peru, fine, fin, was, wat, vad, hvad, que, co, cosa, retour, volta, dur, pare, fini, assez, nog, nok, slut,
  stands, seis, alusta`;
