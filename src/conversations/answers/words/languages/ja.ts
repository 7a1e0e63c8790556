import type { Words } from "./words.ts";

/** Japanese. */
export const ja: Words = {
  yes: "はい, うん, ええ",
  no: "いいえ, いや, ううん",
  nothing: "スキップ, なし, 特になし",
  numbers: `〇|零|ゼロ, 一|ひとつ|一つ, 二|ふたつ|二つ, 三|みっつ|三つ, 四|よっつ|四つ, 五|いつつ|五つ,
    六|むっつ|六つ, 七|ななつ|七つ, 八|やっつ|八つ, 九|ここのつ|九つ, 十|とお, 十一, 十二, 十三, 十四,
    十五, 十六, 十七, 十八, 十九, 二十`,
  yesterday: "昨日, きのう",
  today: "今日, きょう, 本日",
  tomorrow: "明日, あした, あす",
  dayAfterTomorrow: "明後日, あさって",
  nextWeek: "来週の, 来週",
  aroundDays: "です, に, まで, までに, の, 今週の",
};
