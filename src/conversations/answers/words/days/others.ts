import type { DayWords } from "./day-words.ts";

export const fi: DayWords = {
  months: `tammikuuta|tammikuu|tammi, helmikuuta|helmikuu|helmi, maaliskuuta|maaliskuu|maalis, huhtikuuta|huhtikuu|huhti,
    toukokuuta|toukokuu|touko, kesäkuuta|kesäkuu|kesä, heinäkuuta|heinäkuu|heinä, elokuuta|elokuu|elo,
    syyskuuta|syyskuu|syys, lokakuuta|lokakuu|loka, marraskuuta|marraskuu|marras, joulukuuta|joulukuu|joulu`,
  weekdays: `maanantai|maanantaina|maanantaihin, tiistai|tiistaina|tiistaihin, keskiviikko|keskiviikkona|keskiviikkoon,
    torstai|torstaina|torstaihin, perjantai|perjantaina|perjantaihin, lauantai|lauantaina|lauantaihin,
    sunnuntai|sunnuntaina|sunnuntaihin`,
  short: "ma, ti, ke, to, pe, la, su",
  days: "toissapäivänä|toissa päivänä, eilen, tänään, huomenna|huomiseen, ylihuomenna",
  units: `päivä|päivää|päivän|päivänä, viikko|viikkoa|viikon|viikolla, kuukausi|kuukautta|kuukauden,
    vuosi|vuotta|vuoden`,
  last: "viime, edellinen, edellisenä",
  this: "tämä, tänä, tämän, tällä",
  next: "ensi, seuraava, seuraavana, seuraavan",
  coming: "tuleva, tulevana",
  ago: "sitten",
  in: "päästä, kuluttua",
  counts: `yhden, kahden, kolmen, neljän, viiden, kuuden, seitsemän, kahdeksan, yhdeksän, kymmenen`,
  ordinals: "ensimmäinen|ensimmäisenä",
  around: "mennessä, viimeistään",
  polite: "kiitos",
  parts: "aamulla, päivällä, illalla, yöllä, aamuna, iltana",
};

/** Months are numbers in Japanese and Chinese, and so are the days in them. */
export const ja: DayWords = {
  months: "",
  weekdays: `月曜日|月曜, 火曜日|火曜, 水曜日|水曜, 木曜日|木曜, 金曜日|金曜, 土曜日|土曜, 日曜日|日曜`,
  short: "月, 火, 水, 木, 金, 土, 日",
  days: "一昨日|おととい, 昨日|きのう, 今日|きょう|本日|今夜, 明日|あした|あす, 明後日|あさって",
  units: "日|日間, 週間|週, か月|ヶ月|カ月|ヵ月|ケ月|箇月, 年|年間",
  spans: "先週, 今週, 来週, 先月, 今月, 来月, 去年|昨年, 今年, 来年",
  coming: "次の, 今度の",
  ago: "前",
  in: "後",
  around: "の, に, まで, までに, は",
  polite: "です, でお願いします, お願いします",
  parts: "朝, 午前, 午後, 夕方, 夜, 午前中",
};

export const zh: DayWords = {
  months: "",
  weekdays: `星期一|周一|週一|礼拜一|禮拜一, 星期二|周二|週二|礼拜二|禮拜二, 星期三|周三|週三|礼拜三|禮拜三,
    星期四|周四|週四|礼拜四|禮拜四, 星期五|周五|週五|礼拜五|禮拜五, 星期六|周六|週六|礼拜六|禮拜六,
    星期日|星期天|周日|週日|周天|礼拜天|禮拜天|礼拜日`,
  short: "一, 二, 三, 四, 五, 六, 日",
  days: "前天, 昨天, 今天|今晚, 明天, 后天|後天",
  units: "天, 周|週|星期|个星期|個星期|礼拜, 个月|個月, 年",
  spans: `上周|上週|上星期|上个星期|上個星期|上礼拜|上禮拜, 本周|本週|这周|這週|这个星期|這個星期|这星期|這星期,
    下周|下週|下星期|下个星期|下個星期|下礼拜|下禮拜, 上个月|上個月, 这个月|這個月|本月, 下个月|下個月, 去年, 今年, 明年`,
  ago: "前, 之前, 以前",
  in: "后, 後, 之后, 之後, 以后, 以後",
  around: "在, 到, 的",
  polite: "吧, 请, 請, 谢谢, 謝謝",
  parts: "早上, 上午, 中午, 下午, 晚上",
};
