export const english: Readonly<Record<string, string>> = {
  en: `
    today                          | plain  | 2027-03-16
    Tonight                        | plain  | 2027-03-16
    tmrw                           | plain  | 2027-03-17
    tomorrow please                | future | 2027-03-17
    yesterday                      | past   | 2027-03-15
    the day after tomorrow         | plain  | 2027-03-18
    day before yesterday           | past   | 2027-03-14
    thursday                       | plain  | 2027-03-18
    monday                         | plain  | 2027-03-22
    monday                         | past   | 2027-03-15
    Saturday                       | past   | 2027-03-13
    sat                            | plain  | 2027-03-20
    on Wed                         | future | 2027-03-17
    by sunday, please              | plain  | 2027-03-21
    last monday                    | plain  | 2027-03-15
    last thursday                  | plain  | 2027-03-11
    last thursday                  | past   | 2027-03-11
    last tuesday                   | plain  | 2027-03-09
    last thursday                  | future | asks
    on sunday last week            | plain  | 2027-03-14
    last week wednesday            | plain  | 2027-03-10
    wednesday last week            | past   | 2027-03-10
    previous saturday              | plain  | 2027-03-13
    next friday                    | plain  | 2027-03-26
    next Monday                    | future | 2027-03-22
    monday next week               | plain  | 2027-03-22
    saturday of next week          | plain  | 2027-03-27
    this thursday                  | plain  | 2027-03-18
    thursday this week             | plain  | 2027-03-18
    monday this week               | plain  | 2027-03-15
    this coming sunday             | plain  | 2027-03-21
    coming tuesday                 | plain  | 2027-03-23
    this past sunday               | plain  | 2027-03-14
    last week's monday             | plain  | 2027-03-08
    14 mar                         | plain  | 2027-03-14
    14 mar                         | past   | 2027-03-14
    14 mar                         | future | 2028-03-14
    18 March                       | plain  | 2027-03-18
    18 March                       | past   | 2026-03-18
    March 1st                      | plain  | 2027-03-01
    the 3rd of february            | plain  | 2027-02-03
    Dec 24                         | plain  | 2026-12-24
    Dec 24                         | future | 2027-12-24
    2 August                       | plain  | 2027-08-02
    2 August                       | past   | 2026-08-02
    august the 2nd                 | future | 2027-08-02
    May 5, 2025                    | past   | 2025-05-05
    5 may 2025                     | plain  | 2025-05-05
    January 7th, 2031              | plain  | 2031-01-07
    1 jan 2100                     | plain  | 2100-01-01
    first of april                 | plain  | 2027-04-01
    29 feb                         | plain  | 2028-02-29
    feb 29th                       | past   | 2024-02-29
    29 february 2027               | plain  | asks
    31 apr                         | plain  | asks
    June 31st                      | future | asks
    30 feb                         | plain  | asks
    35 may                         | plain  | asks
    Thursday 18 March              | plain  | 2027-03-18
    Thu, Mar 18                    | plain  | 2027-03-18
    Friday 18 March                | plain  | asks
    Monday, 1 June 2027            | plain  | asks
    Tuesday June 1, 2027           | plain  | 2027-06-01
    tomorrow, wednesday            | plain  | 2027-03-17
    tomorrow friday                | plain  | asks
    today 16 march                 | plain  | 2027-03-16
    today, 17 march                | plain  | asks
    friday the 2nd                 | plain  | 2027-04-02
    wednesday 31                   | plain  | 2027-03-31
    wednesday 30                   | plain  | asks
    friday 13                      | plain  | asks
    the 20th                       | future | 2027-03-20
    the 12th                       | past   | 2027-03-12
    in 3 weeks                     | plain  | 2027-04-06
    in two weeks                   | plain  | 2027-03-30
    in a month                     | future | 2027-04-16
    in 10 days                     | plain  | 2027-03-26
    3 days ago                     | plain  | 2027-03-13
    a week ago                     | past   | 2027-03-09
    2 months ago                   | past   | 2027-01-16
    a year ago                     | past   | 2026-03-16
    a week from friday             | plain  | 2027-03-26
    two weeks from now             | plain  | 2027-03-30
    3 days from tomorrow           | plain  | 2027-03-20
    a week ago                     | future | asks
    2027-04-01                     | plain  | 2027-04-01
    2027/4/1                       | plain  | 2027-04-01
    on 2027-04-01 please           | plain  | 2027-04-01
    2027-02-29                     | plain  | asks
    4/5                            | plain  | asks
    4/25                           | plain  | 2027-04-25
    25/4                           | plain  | 2027-04-25
    25/4/27                        | plain  | 2027-04-25
    5/5                            | plain  | 2027-05-05
    Friday 4/16                    | plain  | 2027-04-16
    13/13                          | plain  | asks
    1 may 85                       | past   | 1985-05-01
    12 Apr '28                     | plain  | 2028-04-12
    24 december next year          | plain  | 2028-12-24
    the 5th of next month          | plain  | 2027-04-05
    tomorrow morning               | plain  | 2027-03-17
    tmrw 9am                       | plain  | asks
    friday at 17:30                | plain  | asks
    tomorrow at noon               | plain  | asks
    tuesday 10 o'clock             | plain  | asks
    so                             | plain  | asks
    to                             | plain  | asks
    do                             | plain  | asks
    on                             | plain  | asks
    the second                     | plain  | asks
    the first                      | future | asks
    may                            | plain  | asks
    march                          | plain  | asks
    I may                          | plain  | asks
    now                            | plain  | asks
    soon                           | plain  | asks
    next month                     | plain  | asks
    next year                      | plain  | asks
    this week                      | plain  | asks
    2028                           | plain  | asks
    15                             | plain  | asks
    in december                    | plain  | asks
    december 2027                  | plain  | asks
    3 days                         | plain  | asks
    friday or saturday             | plain  | asks
    Dec 24 Thursday                | plain  | 2026-12-24
    24 Dec Friday                  | plain  | asks
    2nd thursday of april          | plain  | asks
    april 1st thursday             | plain  | asks
    may 15, 16                     | plain  | asks
    15, 16 may                     | plain  | asks
    5 may 28                       | plain  | 2028-05-05
    not friday                     | plain  | asks
    every monday                   | plain  | asks
    after friday                   | plain  | asks
    before friday                  | plain  | asks
    3-5 april                      | plain  | asks
    from monday to friday          | plain  | asks
    friday 27 may 5                | plain  | asks
    sun and sand                   | plain  | asks
  `,
  "en-US": `
    4/5                            | plain  | 2027-04-05
    3/14                           | plain  | 2027-03-14
    3/14                           | future | 2028-03-14
    12/1/26                        | past   | 2026-12-01
    7/4                            | past   | 2026-07-04
    mon, 4/5                       | plain  | 2027-04-05
    10/31/2027                     | plain  | 2027-10-31
    2/30                           | plain  | asks
  `,
  "en-GB": `
    4/5                            | plain  | 2027-05-04
    3/12                           | past   | 2026-12-03
  `,
};
