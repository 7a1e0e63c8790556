import type { Phrases } from "./phrases.ts";

const fr: Phrases = {
  yes: `oui, o, ouais, ouep, si, d'accord, bien sûr, bien sur, bien entendu, volontiers, certainement, absolument, tout à fait,
    exactement, exact, c'est ça, c'est exact, c'est correct, avec plaisir, évidemment, carrément, vas-y, vas y, allez-y, mais oui`,
  no: `non, n, nan, non merci, pas vraiment, pas du tout, bien sûr que non, certainement pas, absolument pas, surtout pas, jamais,
    plutôt pas, pas question, mais non, surement pas, sûrement pas`,
  around: `merci, merci beaucoup, merci bien, s'il te plaît, s'il te plait, s'il vous plaît, s'il vous plait, svp, stp, le, la,
    les, un, une, des, numéro, numero, nr, option, choix, réponse, nous, on, je prends, je veux, je voudrais, je choisis, je prendrai,
    nous voudrions, nous prenons, on est, on sera, nous sommes, nous serons, sommes, serons, pour, juste, seulement, exactement, c'est, est, ce, sera,
    alors, donc, ça sera, ce sera, il y a`,
  numbers: `zéro, un|une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, treize, quatorze,
    quinze, seize, dix-sept, dix-huit, dix-neuf, vingt`,
  ordinals: `premier|première|premiere, deuxième|deuxieme|second|seconde, troisième|troisieme, quatrième|quatrieme,
    cinquième|cinquieme, sixième|sixieme, septième|septieme, huitième|huitieme, neuvième|neuvieme, dixième|dixieme`,
  last: "dernier, dernière, derniere",
  dozen: "douzaine",
  halfDozen: "demi-douzaine, demi douzaine, une demi-douzaine",
  minus: "moins",
  counted: `personnes, personne, gens, convives, invités, adultes, pièces, fois, billets, places, bouteilles, paquets, boîtes,
    exemplaires, couverts, d'entre nous`,
  skip: "passer, passe, sauter",
  nothing: `rien, rien d'autre, rien de plus, aucun, aucune, personne, c'est tout, ce sera tout, ça sera tout, terminé, fini,
    sans objet, sans réponse, laisser vide, néant`,
};

const es: Phrases = {
  yes: `sí, s, si, claro, claro que sí, claro que si, vale, por supuesto, desde luego, cómo no, como no, correcto, exacto, de acuerdo,
    adelante, hazlo, hágalo, así es, es correcto, por favor sí, sin duda`,
  no: `no, n, no gracias, claro que no, por supuesto que no, desde luego que no, la verdad no, la verdad es que no, en realidad no,
    no realmente, no mucho, para nada, de ninguna manera, de ningún modo, en absoluto, nunca, jamás, mejor no, prefiero que no, no lo hagas`,
  around: `gracias, muchas gracias, por favor, porfa, por, favor, el, la, los, las, un, una, número, numero, núm, nr, opción, opcion,
    respuesta, yo, quiero, quisiera, quería, elijo, escojo, prefiero, tomo, me quedo con, para, solo, sólo, solamente, exactamente, somos,
    seremos, es, son, seríamos, pues, entonces, que sean, sería`,
  numbers: `cero, uno|una|un, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, trece,
    catorce, quince, dieciséis|dieciseis, diecisiete, dieciocho, diecinueve, veinte`,
  ordinals: `primero|primera|primer, segundo|segunda, tercero|tercera|tercer, cuarto|cuarta, quinto|quinta, sexto|sexta,
    séptimo|séptima|septimo|septima, octavo|octava, noveno|novena, décimo|décima|decimo|decima`,
  last: "último, última, ultimo, ultima",
  dozen: "docena",
  halfDozen: "media docena",
  minus: "menos",
  counted: `personas, persona, gente, invitados, adultos, piezas, veces, entradas, boletos, asientos, plazas, botellas, paquetes, cajas,
    ejemplares, unidades, comensales`,
  skip: "saltar, omitir, paso",
  nothing: `nada, nada más, nada mas, ninguno, ninguna, ningún, nadie, eso es todo, es todo, ya está, ya esta, listo, terminado,
    no aplica, sin respuesta, dejar en blanco`,
};

const it: Phrases = {
  yes: `sì, s, si, certo, certo che sì, certamente, certo che si, va bene, d'accordo, volentieri, ovviamente, naturalmente, esatto,
    esattamente, giusto, corretto, assolutamente sì, come no, fallo, procedi, senz'altro, sicuro`,
  no: `no, n, no grazie, non proprio, non direi, certo che no, ovviamente no, assolutamente no, per niente, per nulla, affatto, niente affatto,
    mai, meglio di no, preferisco di no, direi di no`,
  around: `grazie, grazie mille, per favore, per piacere, prego, per, favore, il, lo, la, i, gli, le, un, una, uno, numero, nr, num,
    opzione, scelta, risposta, io, noi, vorrei, voglio, prendo, scelgo, prendiamo, vorremmo, solo, soltanto, esattamente, siamo, siamo in,
    saremo, saremo in, è, sono, allora`,
  numbers: `zero, uno|una|un, due, tre, quattro, cinque, sei, sette, otto, nove, dieci, undici, dodici, tredici,
    quattordici, quindici, sedici, diciassette, diciotto, diciannove, venti`,
  ordinals: `primo|prima, secondo|seconda, terzo|terza, quarto|quarta, quinto|quinta, sesto|sesta, settimo|settima, ottavo|ottava,
    nono|nona, decimo|decima`,
  last: "ultimo, ultima",
  dozen: "dozzina",
  halfDozen: "mezza dozzina",
  minus: "meno",
  counted: `persone, persona, gente, ospiti, adulti, pezzi, volte, biglietti, posti, bottiglie, pacchi, scatole, copie, coperti`,
  skip: "salta, saltare, passo",
  nothing: `niente, niente altro, nient'altro, nulla, nessuno, nessuna, è tutto, questo è tutto, basta, basta così, fatto, finito,
    lascia vuoto, non applicabile`,
};

const pt: Phrases = {
  yes: `sim, s, claro, claro que sim, com certeza, certo, pode ser, está bem, tá bom, tá, de acordo, correto, exato, exatamente, isso,
    isso mesmo, com prazer, óbvio, faça isso, vai em frente`,
  no: `não, n, nao, não obrigado, não obrigada, na verdade não, não muito, claro que não, de jeito nenhum, de modo nenhum, de forma alguma,
    nunca, jamais, melhor não, prefiro não, nem um pouco, de maneira nenhuma`,
  around: `por, obrigado, obrigada, muito obrigado, muito obrigada, por favor, favor, o, a, os, as, um, uma, número, numero, nr, opção,
    opcao, resposta, eu, nós, quero, queria, gostaria de, escolho, prefiro, fico com, para, pra, só, somente, apenas, exatamente, somos,
    seremos, é, são, então`,
  numbers: `zero, um|uma, dois|duas, três|tres, quatro, cinco, seis, sete, oito, nove, dez, onze, doze, treze,
    catorze|quatorze, quinze, dezesseis|dezasseis, dezessete|dezassete, dezoito, dezenove|dezanove,
    vinte`,
  ordinals: `primeiro|primeira, segundo|segunda, terceiro|terceira, quarto|quarta, quinto|quinta, sexto|sexta, sétimo|sétima|setimo|setima,
    oitavo|oitava, nono|nona, décimo|décima|decimo|decima`,
  last: "último, última, ultimo, ultima",
  dozen: "dúzia, duzia",
  halfDozen: "meia dúzia, meia duzia",
  minus: "menos",
  counted: `pessoas, pessoa, convidados, adultos, peças, vezes, bilhetes, ingressos, lugares, garrafas, pacotes, caixas, exemplares, unidades`,
  skip: "pular, saltar, passo",
  nothing: `nada, nada mais, mais nada, nenhum, nenhuma, ninguém, é tudo, é só, é só isso, isso é tudo, só isso, pronto, terminei,
    não se aplica, deixar em branco`,
};

const ro: Phrases = {
  yes: "da, desigur, sigur, bineînțeles, da da, ba da, corect, exact, de acord",
  no: "nu, nu mulțumesc, nu multumesc, nu chiar, deloc, sigur că nu, desigur că nu, ba nu",
  around: "mulțumesc, multumesc, mersi, vă rog, te rog",
  nothing: "nimic, niciunul, niciuna, asta e tot, atât",
};

const ca: Phrases = {
  yes: "sí, si, és clar, i tant, d'acord, per descomptat",
  no: "no, no gràcies, no gaire, és clar que no, i ara",
  around: "gràcies, si us plau, sisplau",
  nothing: "res, res més, cap, això és tot",
};

export const romance = { fr, es, it, pt, ro, ca } satisfies Readonly<Record<string, Phrases>>;
