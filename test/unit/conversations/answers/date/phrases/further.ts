export const further: Readonly<Record<string, string>> = {
  nl: `
    vandaag                        | plain  | 2027-03-16
    morgenochtend                  | plain  | 2027-03-17
    eergisteren                    | past   | 2027-03-14
    donderdag                      | plain  | 2027-03-18
    donderdag                      | past   | 2027-03-11
    afgelopen donderdag            | plain  | 2027-03-11
    vorige week woensdag           | plain  | 2027-03-10
    woensdag vorige week           | past   | 2027-03-10
    volgende vrijdag               | plain  | 2027-03-26
    volgende week maandag          | plain  | 2027-03-22
    aanstaande zaterdag            | plain  | 2027-03-20
    drie dagen geleden             | plain  | 2027-03-13
    een week geleden               | past   | 2027-03-09
    over twee weken                | plain  | 2027-03-30
    over 10 dagen                  | future | 2027-03-26
    14 maart                       | plain  | 2027-03-14
    18 mrt                         | past   | 2026-03-18
    de 2e april                    | plain  | 2027-04-02
    donderdag 18 maart             | plain  | 2027-03-18
    vrijdag 18 maart               | plain  | asks
    vrijdag 2                      | plain  | 2027-04-02
    vrijdag 3                      | plain  | asks
    29 februari                    | plain  | 2028-02-29
    31 november                    | plain  | asks
    5-4                            | plain  | 2027-04-05
    op do                          | plain  | 2027-03-18
    do                             | plain  | asks
    morgen om 5 uur                | plain  | asks
    volgende maand                 | plain  | asks
  `,
  da: `
    i dag                          | plain  | 2027-03-16
    i morgen                       | plain  | 2027-03-17
    i overmorgen                   | plain  | 2027-03-18
    i forgårs                      | past   | 2027-03-14
    torsdag                        | plain  | 2027-03-18
    torsdag                        | past   | 2027-03-11
    på lørdag                      | plain  | 2027-03-20
    sidste torsdag                 | plain  | 2027-03-11
    onsdag i sidste uge            | plain  | 2027-03-10
    næste fredag                   | plain  | 2027-03-26
    mandag i næste uge             | plain  | 2027-03-22
    for tre dage siden             | plain  | 2027-03-13
    for en uge siden               | past   | 2027-03-09
    om to uger                     | plain  | 2027-03-30
    om en måned                    | future | 2027-04-16
    14. marts                      | plain  | 2027-03-14
    18. marts                      | past   | 2026-03-18
    den 1. april                   | plain  | 2027-04-01
    torsdag den 18. marts          | plain  | 2027-03-18
    fredag den 18. marts           | plain  | asks
    fredag 2                       | plain  | 2027-04-02
    29. februar                    | plain  | 2028-02-29
    31. april                      | plain  | asks
    5/4                            | plain  | 2027-04-05
    i morgen kl. 17                | plain  | asks
    to                             | plain  | asks
    næste måned                    | plain  | asks
  `,
  sv: `
    idag                           | plain  | 2027-03-16
    i morgon bitti                 | plain  | 2027-03-17
    i förrgår                      | past   | 2027-03-14
    torsdag                        | past   | 2027-03-11
    på lördag                      | plain  | 2027-03-20
    förra torsdagen                | plain  | 2027-03-11
    i torsdags                     | past   | 2027-03-11
    onsdag förra veckan            | plain  | 2027-03-10
    nästa fredag                   | plain  | 2027-03-26
    för tre dagar sedan            | plain  | 2027-03-13
    om två veckor                  | plain  | 2027-03-30
    14 mars                        | plain  | 2027-03-14
    den 1 april                    | plain  | 2027-04-01
    fredag 18 mars                 | plain  | asks
    29 februari                    | plain  | 2028-02-29
    imorgon kl 17                  | plain  | asks
    on                             | plain  | asks
  `,
  pl: `
    dzisiaj                        | plain  | 2027-03-16
    jutro rano                     | plain  | 2027-03-17
    pojutrze                       | plain  | 2027-03-18
    przedwczoraj                   | past   | 2027-03-14
    czwartek                       | plain  | 2027-03-18
    w czwartek                     | past   | 2027-03-11
    w sobotę                       | plain  | 2027-03-20
    w zeszły czwartek              | plain  | 2027-03-11
    w ostatnią sobotę              | past   | 2027-03-13
    w środę w zeszłym tygodniu     | plain  | 2027-03-10
    w przyszły piątek              | plain  | 2027-03-26
    w poniedziałek w przyszłym tygodniu | plain | 2027-03-22
    3 dni temu                     | plain  | 2027-03-13
    tydzień temu                   | past   | 2027-03-09
    za dwa tygodnie                | plain  | 2027-03-30
    za miesiąc                     | future | 2027-04-16
    14 marca                       | plain  | 2027-03-14
    18 marca                       | past   | 2026-03-18
    1 kwietnia 2027 r.             | plain  | 2027-04-01
    pierwszego maja                | plain  | 2027-05-01
    czwartek 18 marca              | plain  | 2027-03-18
    piątek, 18 marca               | plain  | asks
    5 kwietnia 2027 roku           | plain  | 2027-04-05
    5 kwietnia przyszłego roku     | plain  | 2028-04-05
    piątek 2                       | plain  | 2027-04-02
    29 lutego                      | plain  | 2028-02-29
    31 listopada                   | plain  | asks
    5.04                           | plain  | 2027-04-05
    jutro o 17                     | plain  | asks
    w przyszłym miesiącu           | plain  | asks
    od                             | plain  | asks
  `,
  ru: `
    завтра утром                   | plain  | 2027-03-17
    5 апреля 2027 года             | plain  | 2027-04-05
    5 апреля прошлого года         | past   | 2026-04-05
    позавчера                      | past   | 2027-03-14
    в четверг                      | past   | 2027-03-11
    в прошлый четверг              | plain  | 2027-03-11
    в среду на прошлой неделе      | plain  | 2027-03-10
    в следующую пятницу            | plain  | 2027-03-26
    3 дня назад                    | plain  | 2027-03-13
    неделю назад                   | past   | 2027-03-09
    через две недели               | plain  | 2027-03-30
    14 марта                       | plain  | 2027-03-14
    18 марта                       | past   | 2026-03-18
    1 апреля 2027 г.               | plain  | 2027-04-01
    пятница 18 марта               | plain  | asks
    31 апреля                      | plain  | asks
    завтра в 17:00                 | plain  | asks
    до                             | plain  | asks
  `,
  uk: `
    позавчора                      | past   | 2027-03-14
    минулого четверга              | plain  | 2027-03-11
    у четвер                       | past   | 2027-03-11
    3 дні тому                     | plain  | 2027-03-13
    через два тижні                | plain  | 2027-03-30
    14 березня                     | plain  | 2027-03-14
    31 квітня                      | plain  | asks
  `,
  fi: `
    toissapäivänä                  | past   | 2027-03-14
    viime torstaina                | plain  | 2027-03-11
    torstaina                      | past   | 2027-03-11
    ensi perjantaina               | plain  | 2027-03-26
    3 päivää sitten                | plain  | 2027-03-13
    kahden viikon päästä           | plain  | 2027-03-30
    14. maaliskuuta                | plain  | 2027-03-14
    31. huhtikuuta                 | plain  | asks
    ma                             | plain  | asks
  `,
  tr: `
    yarın                          | plain  | 2027-03-17
    YARIN                          | plain  | 2027-03-17
    evvelsi gün                    | past   | 2027-03-14
    perşembe                       | plain  | 2027-03-18
    perşembe günü                  | past   | 2027-03-11
    geçen perşembe                 | plain  | 2027-03-11
    geçen hafta çarşamba           | plain  | 2027-03-10
    haftaya cuma                   | plain  | 2027-03-26
    3 gün önce                     | plain  | 2027-03-13
    iki hafta sonra                | plain  | 2027-03-30
    14 Mart                        | plain  | 2027-03-14
    18 Mart                        | past   | 2026-03-18
    18 Mart Cuma                   | plain  | asks
    31 Nisan                       | plain  | asks
    14.03.2027                     | plain  | 2027-03-14
    yarın 17:00                    | plain  | asks
    pazar mı                       | plain  | asks
    ay                             | plain  | asks
  `,
  ja: `
    一昨日                         | past   | 2027-03-14
    先週の水曜日                   | plain  | 2027-03-10
    木曜日                         | past   | 2027-03-11
    3日前                          | plain  | 2027-03-13
    2週間後                        | plain  | 2027-03-30
    3月14日                        | plain  | 2027-03-14
    3月18日(金)                    | plain  | asks
    4月31日                        | plain  | asks
    27/4/12                        | plain  | asks
  `,
  zh: `
    前天                           | past   | 2027-03-14
    上周三                         | plain  | 2027-03-10
    星期四                         | past   | 2027-03-11
    3天前                          | plain  | 2027-03-13
    两周后                         | plain  | 2027-03-30
    3月14日                        | plain  | 2027-03-14
    三月十八日                     | past   | 2026-03-18
    4月31日                        | plain  | asks
  `,
  unknown: `
    last friday                    | plain  | 2027-03-12
    letzten Freitag                | plain  | 2027-03-12
    vendredi dernier               | plain  | 2027-03-12
    el viernes pasado              | past   | 2027-03-12
    w zeszły piątek                | past   | 2027-03-12
    sidste fredag                  | plain  | 2027-03-12
    24 Dec                         | plain  | 2026-12-24
    4/5/2027                       | plain  | asks
    23/4/2027                      | plain  | 2027-04-23
    so                             | plain  | asks
    do                             | plain  | asks
    di                             | plain  | asks
    mar                            | plain  | asks
    mar 2                          | plain  | 2027-03-02
    mar 9                          | plain  | 2027-03-09
  `,
};
