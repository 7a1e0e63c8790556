import type { DayWords } from "./day-words.ts";

export const fr: DayWords = {
  months: `janvier|janv|jan, février|févr|fév, mars|mar, avril|avr, mai, juin, juillet|juil, août, septembre|sept|sep,
    octobre|oct, novembre|nov, décembre|déc`,
  weekdays: "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
  short: "lun+, mar, mer, jeu, ven+, sam+, dim+",
  days: `avant hier, hier, aujourd'hui|aujourdhui|auj|ce soir|ce matin|cet après midi, demain, après demain`,
  units: "jour|jours, semaine|semaines, mois, an|ans|année|années|l'année|l'an",
  last: "dernier, dernière, passé, passée, derniers",
  this: "ce, cet, cette",
  next: "prochain, prochaine",
  coming: "qui vient",
  ago: "il y a, y a",
  in: "dans, d'ici",
  roundDays: "8, 15",
  ordinals: "premier",
  around:
    "vers, vers le, environ, autour du, aux environs du, le, la, pour, pour le, de, du, au, d'ici, d'ici le, au plus tard",
  links: "le, de, du, pour le",
  polite: "s'il te plaît, s'il vous plaît, svp, stp, merci, c'est, bonjour, salut, alors, disons",
  parts: "matin, midi, après midi, soir, au soir, au matin, dans la matinée, dans la soirée",
};

export const es: DayWords = {
  months: `enero|ene, febrero|feb, marzo|mar, abril|abr, mayo|may, junio|jun, julio|jul, agosto|ago,
    septiembre|setiembre|sept|sep, octubre|oct, noviembre|nov, diciembre|dic`,
  weekdays: "lunes, martes, miércoles, jueves, viernes, sábado, domingo",
  short: "lun+, mar, mié+, jue+, vie+, sáb+, dom",
  days: `anteayer|antes de ayer|antier, ayer|anoche, hoy|esta noche|esta tarde|esta mañana, mañana, pasado mañana`,
  units: "día|días, semana|semanas, mes|meses, año|años",
  last: "pasado, pasada, último, última",
  this: "este, esta",
  next: "próximo, próxima, siguiente",
  coming: "que viene, que entra",
  ago: "hace, atrás",
  in: "en, dentro de, de aquí a",
  roundDays: "8, 15",
  ordinals: `primero|primer|primera, segundo|segunda, tercero|tercer|tercera, cuarto|cuarta, quinto|quinta, sexto|sexta`,
  around:
    "sobre, sobre el, hacia, hacia el, alrededor del, aproximadamente, el, la, para, para el, de, del, a más tardar, hasta el, en",
  links: "el, de, del, para el",
  polite: "por favor, gracias, hola, entonces, digamos",
  parts:
    "la mañana, de mañana, de la mañana, de la tarde, de la noche, por la mañana, por la tarde, por la noche, a la mañana, a la tarde, a la noche, en la mañana, temprano",
};

export const it: DayWords = {
  months: `gennaio|gen, febbraio|feb|febb, marzo|mar, aprile|apr, maggio|mag, giugno|giu, luglio|lug, agosto|ago,
    settembre|sett|set, ottobre|ott, novembre|nov, dicembre|dic`,
  weekdays: "lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica",
  short: "lun+, mar, mer, gio+, ven+, sab+, dom",
  days: `l'altro ieri|altro ieri|avantieri|ieri l'altro, ieri, oggi|stasera|stamattina|stanotte, domani,
    dopodomani|dopo domani`,
  units: "giorno|giorni, settimana|settimane, mese|mesi, anno|anni|dell'anno",
  last: "scorso, scorsa, passato, passata, ultimo, ultima",
  this: "questo, questa",
  next: "prossimo, prossima",
  coming: "che viene",
  ago: "fa, or sono",
  in: "tra, fra",
  roundDays: "8, 15",
  ordinals: "primo|prima, secondo|seconda, terzo|terza, quarto|quarta, quinto|quinta, sesto|sesta",
  around:
    "verso, verso il, circa, intorno al, il, lo, la, l', per, per il, entro, entro il, di, del, della, nella, al",
  links: "il, l', di, del, per il",
  polite: "per favore, grazie, per piacere, ciao, allora, diciamo",
  parts: "mattina, pomeriggio, sera, notte, di mattina, di sera, al mattino, mattino",
};

export const pt: DayWords = {
  months: `janeiro|jan, fevereiro|fev, março|mar, abril|abr, maio|mai, junho|jun, julho|jul, agosto|ago, setembro|set,
    outubro|out, novembro|nov, dezembro|dez`,
  weekdays: `segunda feira|segunda, terça feira|terça, quarta feira|quarta, quinta feira|quinta, sexta feira|sexta,
    sábado, domingo`,
  short: "seg+, ter, qua, qui, sex, sáb+, dom",
  days: `anteontem|antes de ontem, ontem, hoje|hoje à noite|hoje à tarde, amanhã, depois de amanhã`,
  units: "dia|dias, semana|semanas, mês|meses, ano|anos",
  last: "passado, passada, último, última",
  this: "este, esta, neste, nesta, deste, desta, esse, essa",
  next: "próximo, próxima, seguinte",
  coming: "que vem",
  ago: "há, atrás, faz",
  in: "em, daqui a, dentro de",
  roundDays: "8, 15",
  ordinals: "primeiro",
  around:
    "por volta de, por volta do, cerca de, cerca do, o, a, no, na, dia, no dia, até, até o, até a, de, do, da, para, para o, em, ao",
  links: "o, dia, no dia, de, do, para o",
  polite: "por favor, obrigado, obrigada, olá, oi, então",
  parts: "de manhã, à tarde, à noite, de tarde, de noite, pela manhã, cedo",
};
