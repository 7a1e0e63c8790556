export const european: Readonly<Record<string, string>> = {
  de: `
    heute                          | plain  | 2027-03-16
    morgen früh                    | plain  | 2027-03-17
    heute Abend                    | plain  | 2027-03-16
    übermorgen                     | future | 2027-03-18
    vorgestern                     | past   | 2027-03-14
    Donnerstag                     | plain  | 2027-03-18
    Donnerstag                     | past   | 2027-03-11
    am Samstag                     | plain  | 2027-03-20
    letzten Donnerstag             | plain  | 2027-03-11
    am vergangenen Samstag         | past   | 2027-03-13
    letzte Woche Mittwoch          | plain  | 2027-03-10
    Mittwoch letzter Woche         | plain  | 2027-03-10
    nächsten Freitag               | plain  | 2027-03-26
    nächste Woche Montag           | plain  | 2027-03-22
    Freitag nächster Woche         | plain  | 2027-03-26
    diesen Sonntag                 | plain  | 2027-03-21
    kommenden Mittwoch             | plain  | 2027-03-17
    vor zwei Wochen                | past   | 2027-03-02
    vor 5 Tagen                    | plain  | 2027-03-11
    vor einem Monat                | past   | 2027-02-16
    in drei Tagen                  | plain  | 2027-03-19
    in einer Woche                 | plain  | 2027-03-23
    Freitag in einer Woche         | plain  | 2027-03-26
    14.3.                          | plain  | 2027-03-14
    14.3.                          | future | 2028-03-14
    18.3.                          | past   | 2026-03-18
    2. Februar                     | past   | 2027-02-02
    24. Dez                        | plain  | 2026-12-24
    24 Dezember                    | future | 2027-12-24
    1. Mai 2027                    | plain  | 2027-05-01
    am ersten April                | plain  | 2027-04-01
    Do, 18.3.                      | plain  | 2027-03-18
    Do 18. März                    | plain  | 2027-03-18
    Fr 18. März                    | plain  | asks
    Freitag, der 2. April          | plain  | 2027-04-02
    Mittwoch 31                    | plain  | 2027-03-31
    Mittwoch 30                    | plain  | asks
    29. Februar                    | plain  | 2028-02-29
    31.9.                          | plain  | asks
    31. September                  | plain  | asks
    5/4                            | plain  | 2027-04-05
    01.05.27                       | plain  | 2027-05-01
    17.8.78                        | past   | 1978-08-17
    am Do                          | plain  | 2027-03-18
    so                             | plain  | asks
    Do                             | plain  | asks
    mi                             | plain  | asks
    di                             | plain  | asks
    um 5                           | plain  | asks
    Freitag 18 Uhr                 | plain  | asks
    morgen um 17 Uhr               | plain  | asks
    morgen 17:00                   | plain  | asks
    nächsten Monat                 | plain  | asks
    Ende März                      | plain  | asks
    Freitag oder Samstag           | plain  | asks
    nicht morgen                   | plain  | asks
  `,
  fr: `
    aujourd'hui                    | plain  | 2027-03-16
    demain matin                   | plain  | 2027-03-17
    après-demain                   | plain  | 2027-03-18
    avant-hier                     | past   | 2027-03-14
    hier soir                      | past   | 2027-03-15
    jeudi                          | plain  | 2027-03-18
    jeudi                          | past   | 2027-03-11
    jeudi dernier                  | plain  | 2027-03-11
    samedi dernier                 | past   | 2027-03-13
    mercredi de la semaine dernière | plain | 2027-03-10
    la semaine dernière, mercredi  | past   | 2027-03-10
    vendredi prochain              | plain  | 2027-03-26
    lundi de la semaine prochaine  | plain  | 2027-03-22
    ce samedi                      | plain  | 2027-03-20
    il y a 3 jours                 | plain  | 2027-03-13
    il y a deux semaines           | past   | 2027-03-02
    il y a un mois                 | past   | 2027-02-16
    dans 10 jours                  | plain  | 2027-03-26
    dans une semaine               | future | 2027-03-23
    le 1er avril                   | plain  | 2027-04-01
    le premier mai                 | plain  | 2027-05-01
    14 mars                        | plain  | 2027-03-14
    le 18 mars                     | past   | 2026-03-18
    24 déc.                        | plain  | 2026-12-24
    le 2 aout                      | future | 2027-08-02
    jeudi 18 mars                  | plain  | 2027-03-18
    mardi 18 mars                  | plain  | asks
    vendredi 2                     | plain  | 2027-04-02
    vendredi 3                     | plain  | asks
    mar. 16 mars                   | plain  | 2027-03-16
    29 février                     | plain  | 2028-02-29
    31 juin                        | plain  | asks
    5/4                            | plain  | 2027-04-05
    1/5/2027                       | plain  | 2027-05-01
    s'il vous plaît, demain        | plain  | 2027-03-17
    demain à 17h                   | plain  | asks
    mar                            | plain  | asks
    le second                      | plain  | asks
    la semaine prochaine           | plain  | asks
    jeudi ou vendredi              | plain  | asks
  `,
  es: `
    hoy                            | plain  | 2027-03-16
    mañana por la mañana           | plain  | 2027-03-17
    pasado mañana                  | plain  | 2027-03-18
    anteayer                       | past   | 2027-03-14
    el jueves                      | plain  | 2027-03-18
    el jueves                      | past   | 2027-03-11
    el jueves pasado               | plain  | 2027-03-11
    miércoles de la semana pasada  | plain  | 2027-03-10
    la semana pasada el miércoles  | past   | 2027-03-10
    el próximo viernes             | plain  | 2027-03-26
    lunes de la próxima semana     | plain  | 2027-03-22
    el sábado que viene            | plain  | 2027-03-20
    hace tres días                 | past   | 2027-03-13
    hace una semana                | plain  | 2027-03-09
    en dos semanas                 | plain  | 2027-03-30
    dentro de 10 días              | plain  | 2027-03-26
    14 de marzo                    | plain  | 2027-03-14
    18 de marzo                    | past   | 2026-03-18
    el 24 de dic                   | future | 2027-12-24
    2 de agosto de 2026            | past   | 2026-08-02
    1 de abril del 2027            | plain  | 2027-04-01
    primero de mayo                | plain  | 2027-05-01
    jueves 18 de marzo             | plain  | 2027-03-18
    lunes 18 de marzo              | plain  | asks
    viernes 2                      | plain  | 2027-04-02
    viernes 3                      | plain  | asks
    29 de febrero                  | plain  | 2028-02-29
    31 de abril                    | plain  | asks
    5/4                            | plain  | 2027-04-05
    mañana a las 5                 | plain  | asks
    mar                            | plain  | asks
    dom                            | plain  | asks
    sol                            | plain  | asks
    el mes que viene               | plain  | asks
    el segundo                     | plain  | asks
  `,
  it: `
    oggi                           | plain  | 2027-03-16
    domani mattina                 | plain  | 2027-03-17
    l'altro ieri                   | past   | 2027-03-14
    giovedì                        | plain  | 2027-03-18
    giovedi                        | past   | 2027-03-11
    giovedì scorso                 | plain  | 2027-03-11
    mercoledì della settimana scorsa | plain | 2027-03-10
    venerdì prossimo               | plain  | 2027-03-26
    lunedì della prossima settimana | plain | 2027-03-22
    sabato prossimo                | plain  | 2027-03-27
    tre giorni fa                  | plain  | 2027-03-13
    un mese fa                     | past   | 2027-02-16
    tra due settimane              | plain  | 2027-03-30
    fra una settimana              | future | 2027-03-23
    14 marzo                       | plain  | 2027-03-14
    il 18 marzo                    | past   | 2026-03-18
    1° aprile                      | plain  | 2027-04-01
    il primo maggio                | plain  | 2027-05-01
    giovedì 18 marzo               | plain  | 2027-03-18
    venerdì 18 marzo               | plain  | asks
    venerdì 2                      | plain  | 2027-04-02
    29 febbraio                    | plain  | 2028-02-29
    31 novembre                    | plain  | asks
    domani alle 17                 | plain  | asks
    di                             | plain  | asks
    dom                            | plain  | asks
    mese prossimo                  | plain  | asks
  `,
  pt: `
    hoje                           | plain  | 2027-03-16
    amanhã de manhã                | plain  | 2027-03-17
    anteontem                      | past   | 2027-03-14
    quinta                         | plain  | 2027-03-18
    quinta-feira                   | past   | 2027-03-11
    quinta passada                 | plain  | 2027-03-11
    quarta da semana passada       | plain  | 2027-03-10
    próxima sexta                  | plain  | 2027-03-26
    segunda da semana que vem      | plain  | 2027-03-22
    sábado que vem                 | plain  | 2027-03-20
    há 3 dias                      | plain  | 2027-03-13
    duas semanas atrás             | past   | 2027-03-02
    daqui a uma semana             | future | 2027-03-23
    em 10 dias                     | plain  | 2027-03-26
    14 de março                    | plain  | 2027-03-14
    18 de março                    | past   | 2026-03-18
    1º de abril                    | plain  | 2027-04-01
    quinta, 18 de março            | plain  | 2027-03-18
    sexta, 18 de março             | plain  | asks
    sexta 2                        | plain  | 2027-04-02
    29 de fevereiro                | plain  | 2028-02-29
    31 de junho                    | plain  | asks
    amanhã às 17h                  | plain  | asks
    dom                            | plain  | asks
    ter                            | plain  | asks
    mês que vem                    | plain  | asks
  `,
};
