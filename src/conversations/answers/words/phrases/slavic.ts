import type { Phrases } from "./phrases.ts";

const ru: Phrases = {
  yes: `да, д, ага, угу, конечно, конечно да, разумеется, хорошо, ладно, верно, правильно, точно, именно, так точно, согласен, согласна,
    давай, давайте, безусловно, да конечно, с удовольствием, ок, окей`,
  no: `нет, н, неа, нет спасибо, не очень, не совсем, конечно нет, разумеется нет, конечно же нет, ни в коем случае, вовсе нет, совсем нет,
    никогда, лучше нет, лучше не надо, не надо, не нужно, нисколько`,
  unsure: "да нет, да нет наверное, ну да",
  amount: "для, на, нас, нас будет, будет",
  around: `для меня, для нас, пожалуйста, спасибо, большое спасибо, спасибо большое, благодарю, номер, вариант, пункт, ответ, я, мы, хочу, хотим, выбираю,
    беру, возьму, для, на, только, ровно, нас, нас будет, будет, это, пусть будет, тогда, мне, давайте`,
  numbers: `ноль|нуль, один|одна|одно, два|две|двое|двоих, три|трое|троих, четыре|четверо|четверых, пять|пятеро|пятерых, шесть, семь,
    восемь, девять, десять, одиннадцать, двенадцать, тринадцать, четырнадцать, пятнадцать, шестнадцать, семнадцать,
    восемнадцать, девятнадцать, двадцать`,
  ordinals: `первый|первая|первое|первую|первого, второй|вторая|второе|вторую|второго, третий|третья|третье|третью|третьего,
    четвертый|четвёртый|четвертая|четвёртая|четвертое|четвёртое|четвертую|четвёртую, пятый|пятая|пятое|пятую,
    шестой|шестая|шестое|шестую, седьмой|седьмая|седьмое|седьмую, восьмой|восьмая|восьмое|восьмую,
    девятый|девятая|девятое|девятую, десятый|десятая|десятое|десятую`,
  last: "последний, последняя, последнее, последнюю",
  dozen: "дюжина, дюжину, дюжины",
  halfDozen: "полдюжины",
  minus: "минус",
  counted: `человек, человека, людей, гостей, гостя, персон, персоны, взрослых, штук, штуки, шт, раз, раза, билетов, билета, мест, места,
    бутылок, бутылки, пачек, пачки, коробок`,
  skip: "пропустить, пропускаю, пропусти, далее",
  nothing: `ничего, больше ничего, ничего больше, никого, никто, никакой, никаких, это всё, это все, всё, все, вот и всё, вот и все, готово,
    без ответа, оставить пустым`,
};

const uk: Phrases = {
  yes: `так, т, ага, звичайно, звісно, авжеж, добре, гаразд, правильно, вірно, точно, саме так, згоден, згодна, давай, давайте, безумовно,
    так звичайно, із задоволенням`,
  no: `ні, н, ні дякую, не дуже, не зовсім, звичайно ні, звісно ні, авжеж ні, в жодному разі, у жодному разі, зовсім ні, ніколи, краще ні,
    не треба, не потрібно`,
  amount: "для, на, нас, нас буде, буде",
  around: `для мене, для нас, дякую, щиро дякую, будь ласка, прошу, номер, варіант, пункт, відповідь, я, ми, хочу, хочемо, обираю, вибираю, беру, візьму, для,
    на, тільки, лише, рівно, нас, нас буде, буде, це, тоді, мені`,
  numbers: `нуль, один|одна|одне, два|дві|двоє|двох, три|троє|трьох, чотири|четверо|чотирьох, п'ять|п'ятеро, шість, сім, вісім, дев'ять, десять,
    одинадцять, дванадцять, тринадцять, чотирнадцять, п'ятнадцять, шістнадцять, сімнадцять, вісімнадцять,
    дев'ятнадцять, двадцять`,
  ordinals: `перший|перша|перше|першу|першого, другий|друга|друге|другу|другого, третій|третя|третє|третю|третього,
    четвертий|четверта|четверте|четверту, п'ятий|п'ята|п'яте|п'яту, шостий|шоста|шосте|шосту, сьомий|сьома|сьоме|сьому,
    восьмий|восьма|восьме|восьму, дев'ятий|дев'ята|дев'яте|дев'яту, десятий|десята|десяте|десяту`,
  last: "останній, остання, останнє, останню",
  dozen: "дюжина, дюжину",
  halfDozen: "півдюжини",
  minus: "мінус",
  counted: `осіб, особи, людей, людини, гостей, дорослих, штук, штуки, шт, разів, рази, квитків, квитки, місць, місця, пляшок, пачок`,
  skip: "пропустити, пропускаю, пропусти, далі",
  nothing: `нічого, більше нічого, нічого більше, нікого, ніхто, жодного, жодної, жодний, це все, все, усе, ось і все, готово, без відповіді,
    залишити порожнім`,
};

const pl: Phrases = {
  yes: `tak, t, no tak, no jasne, no pewnie, jasne, pewnie, oczywiście, oczywiscie, zgoda, dobrze, dobra, zgadza się, dokładnie, jak najbardziej,
    naturalnie, chętnie, z przyjemnością, proszę bardzo, poproszę, słusznie`,
  no: `nie, n, nie dziękuję, nie dzięki, no nie, raczej nie, niezbyt, nie bardzo, oczywiście że nie, absolutnie nie, wcale nie, w żadnym razie,
    w żadnym wypadku, nigdy, lepiej nie, nie trzeba`,
  unsure: "no",
  amount: "dla, jest nas, będzie nas, nas",
  around: `dla mnie, dla nas, proszę, prosze, dziękuję, dziekuje, dzięki, dzieki, poproszę, poprosze, bardzo, bardzo dziękuję, numer, nr, opcja, opcję, opcje, wybór,
    odpowiedź, ja, my, chcę, chciałbym, chciałabym, wybieram, biorę, wezmę, dla, tylko, dokładnie, jest, jest nas, będzie, będzie nas, nas, to,
    niech będzie`,
  numbers: `zero, jeden|jedna|jedno|jedną, dwa|dwie|dwoje|dwóch, trzy|troje|trzech, cztery|czworo|czterech, pięć|piec|pięcioro|pięciu,
    sześć|szesc|sześciu, siedem, osiem, dziewięć|dziewiec, dziesięć|dziesiec, jedenaście, dwanaście, trzynaście, czternaście, piętnaście,
    szesnaście, siedemnaście, osiemnaście, dziewiętnaście, dwadzieścia`,
  ordinals: `pierwszy|pierwsza|pierwsze|pierwszą, drugi|druga|drugie|drugą, trzeci|trzecia|trzecie|trzecią, czwarty|czwarta|czwarte|czwartą,
    piąty|piąta|piąte|piątą, szósty|szósta|szóste|szóstą, siódmy|siódma|siódme|siódmą, ósmy|ósma|ósme|ósmą, dziewiąty|dziewiąta|dziewiąte|dziewiątą,
    dziesiąty|dziesiąta|dziesiąte|dziesiątą`,
  last: "ostatni, ostatnia, ostatnie, ostatnią",
  dozen: "tuzin",
  halfDozen: "pół tuzina",
  minus: "minus",
  counted: `osób, osoby, osoba, osobę, ludzi, gości, dorosłych, sztuk, sztuki, szt, razy, biletów, bilety, miejsc, miejsca, butelek, butelki, paczek,
    paczki`,
  skip: "pomiń, pomin, pomijam, pominąć, dalej",
  nothing: `nic, nic więcej, nic wiecej, żaden, żadna, żadne, nikt, nikogo, to wszystko, to tyle, gotowe, koniec, nie dotyczy, brak`,
};

const cs: Phrases = {
  yes: "ano, jo, jasně, jistě, samozřejmě, určitě, no jo, no jasně, no ano, dobře, přesně, správně, souhlasím, rád, ráda",
  no: "ne, ne děkuji, ne díky, ani ne, spíš ne, spíše ne, samozřejmě že ne, určitě ne, vůbec ne, v žádném případě, nikdy, raději ne",
  unsure: "no",
  amount: "pro, je nás, bude nás",
  around: `pro mě, pro nás, prosím, děkuji, děkuju, díky, moc, číslo, č, možnost, volba, odpověď, já, my, chci, chtěl bych, chtěla bych, vyberu, vezmu, pro, jen, pouze,
    přesně, je nás, bude nás, to`,
  numbers: `nula, jedna|jeden|jedno, dva|dvě, tři, čtyři, pět, šest, sedm, osm, devět, deset, jedenáct, dvanáct, třináct, čtrnáct, patnáct, šestnáct,
    sedmnáct, osmnáct, devatenáct, dvacet`,
  ordinals: `první, druhý|druhá|druhé|druhou, třetí, čtvrtý|čtvrtá|čtvrté|čtvrtou, pátý|pátá|páté|pátou, šestý|šestá|šesté|šestou,
    sedmý|sedmá|sedmé|sedmou, osmý|osmá|osmé|osmou, devátý|devátá|deváté|devátou, desátý|desátá|desáté|desátou`,
  last: "poslední",
  dozen: "tucet",
  halfDozen: "půl tuctu",
  minus: "mínus, minus",
  counted: "lidí, lidi, osob, osoby, osoba, hostů, dospělých, kusů, kusy, krát, lístků, lístky, míst, místa",
  skip: "přeskočit, přeskoč, vynechat",
  nothing: "nic, nic víc, nic dalšího, žádný, žádná, žádné, nikdo, to je vše, to je všechno, hotovo",
};

const sk: Phrases = {
  yes: "áno, ano, jasné, jasne, samozrejme, určite, iste, no jasné, no áno, dobre, presne, správne, súhlasím, rád, rada",
  no: "nie, nie ďakujem, nie vďaka, ani nie, skôr nie, samozrejme že nie, určite nie, vôbec nie, v žiadnom prípade, nikdy, radšej nie",
  unsure: "no",
  amount: "pre, je nás, bude nás",
  around: `pre mňa, pre nás, prosím, ďakujem, vďaka, pekne, číslo, č, možnosť, voľba, odpoveď, ja, my, chcem, chcel by som, chcela by som, vyberám, vezmem, pre, len,
    iba, presne, je nás, bude nás, to`,
  numbers: `nula, jeden|jedna|jedno, dva|dve|dvaja, tri|traja, štyri|štyria, päť, šesť, sedem, osem, deväť, desať, jedenásť, dvanásť, trinásť, štrnásť,
    pätnásť, šestnásť, sedemnásť, osemnásť, devätnásť, dvadsať`,
  ordinals: `prvý|prvá|prvé|prvú, druhý|druhá|druhé|druhú, tretí|tretia|tretie|tretiu, štvrtý|štvrtá|štvrté|štvrtú, piaty|piata|piate|piatu,
    šiesty|šiesta|šieste|šiestu, siedmy|siedma|siedme|siedmu, ôsmy|ôsma|ôsme|ôsmu, deviaty|deviata|deviate|deviatu, desiaty|desiata|desiate|desiatu`,
  last: "posledný, posledná, posledné, poslednú",
  dozen: "tucet",
  halfDozen: "pol tucta",
  minus: "mínus",
  counted:
    "ľudí, ľudia, osôb, osoby, osoba, hostí, dospelých, kusov, kusy, krát, lístkov, lístky, miest, miesta",
  skip: "preskočiť, preskoč, vynechať",
  nothing: "nič, nič viac, nič ďalšie, žiadny, žiadna, žiadne, nikto, to je všetko, hotovo",
};

const bg: Phrases = {
  yes: "да, разбира се, добре, точно, правилно, съгласен, съгласна, естествено",
  no: "не, не благодаря, не съвсем, разбира се че не, никога, в никакъв случай",
  around: "моля, благодаря, мерси",
  nothing: "нищо, нищо друго, никой, никаква, никакви, това е, това е всичко",
};

const hr: Phrases = {
  yes: "da, naravno, svakako, jasno, točno, tačno, u redu, dobro, slažem se",
  no: "ne, ne hvala, ne baš, naravno da ne, nikako, nikada, uopće ne",
  unsure: "no",
  around: "molim, molim te, hvala, hvala lijepo",
  nothing: "ništa, ništa drugo, nitko, nijedan, nijedna, to je sve, to je to",
};

const sr: Phrases = {
  yes: "da, да, naravno, наравно, svakako, tačno, тачно, u redu, у реду, važi, важи",
  no: "ne, не, ne hvala, не хвала, ne baš, не баш, naravno da ne, nikako, никако",
  around: "molim, молим, hvala, хвала",
  nothing: "ništa, ништа, niko, нико, to je sve, то је све, to je to, то је то",
};

const sl: Phrases = {
  yes: "da, ja, seveda, vsekakor, točno, v redu, dobro, strinjam se",
  no: "ne, ne hvala, ne ravno, seveda ne, sploh ne, nikakor, nikoli",
  unsure: "no",
  around: "prosim, hvala, hvala lepa",
  nothing: "nič, nič drugega, nihče, noben, nobena, to je vse, to je to",
};

export const slavic = { ru, uk, pl, cs, sk, bg, hr, sr, sl } satisfies Readonly<Record<string, Phrases>>;
